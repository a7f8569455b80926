import { formatCount } from '../../units/numbers';
import { prepullConditions, whyPrepull } from '../conditions/prepull';
import { sentence } from '../conditions/sentence';
import { counted } from '../facts/amounts';
import { prepullValues } from '../facts/prepullValues';
import { rolloutHours } from '../facts/rolloutHours';
import { FixRule } from '../FixRule';
import { fixTemplates } from '../formValues';

/**
 * A DaemonSet that holds the images on each node where the service may run.
 *
 * It helps pods that start on nodes that were there before: a node that has just joined runs the DaemonSet's pod and the service's at the same time.
 */
export const prepullDaemonset: FixRule = {
  id: 'prepull-daemonset',
  title: 'Pre-pull images with a DaemonSet',
  area: 'pullTime',
  template: fixTemplates.prepull,
  effort: {
    who: 'service',
    what: 'A pull request with one manifest, and one small pod on each node.',
  },
  risks: [
    'At a rollout the pre-pull and the new pods ask for the new version at the same time, unless the pre-pull is rolled out first.',
    'When it starts, all nodes pull at once: registry and link must bear that.',
    'Images take space on each node, also where the service never runs; on full disks the kubelet removes others.',
    'Pods with the policy Always still ask the registry at each start.',
  ],
  how: 'Add the DaemonSet for the pools where the service runs, with its own service account and pull secrets, and roll each new version out to it before the service.',
  undo: 'Remove the manifest; the images stay on the nodes until the kubelet needs the space.',
  conditions: prepullConditions,
  why(facts) {
    const rollouts = rolloutHours(facts)?.rollouts ?? 0;
    return sentence(
      whyPrepull(facts),
      rollouts > 0
        ? `${counted(
            rollouts,
            'rollout',
            formatCount(rollouts),
          )} of it are known, each of which the pre-pull has to precede`
        : undefined,
    );
  },
  values: facts => ({ ...prepullValues(facts, { mode: 'daemonset' }) }),
};
