import { plainName } from '../../score/evidence';
import { FixCondition, ServiceWorkload } from '../../schema/openapi';
import { formatCount } from '../../units/numbers';
import {
  condition,
  Finding,
  met,
  unknown,
  unmet,
} from '../conditions/condition';
import { bestCandidate } from '../conditions/stateOf';
import { compareTexts, counted, isAmount } from '../facts/amounts';
import { isNamed, targetOf, workloadText } from '../facts/mainWorkload';
import { permanenceOf } from '../facts/movingReference';
import {
  containersOf,
  fixedContainers,
  isAlways,
} from '../facts/policyContainers';
import { worstClusterOf } from '../facts/worstCluster';
import { FixFacts, FixRule } from '../FixRule';
import { fixTemplates, PullPolicyFormValues } from '../formValues';

/**
 * `IfNotPresent` in place of `Always` where the reference stands for the same image for ever.
 *
 * With a tag that moves it would be wrong: nodes that have the old image would keep starting it.
 */
export const pullPolicy: FixRule = {
  id: 'pull-policy',
  title: 'Pull only what is missing (IfNotPresent)',
  area: 'pullTime',
  template: fixTemplates.pullPolicy,
  effort: {
    who: 'service',
    what: 'A pull request that changes one word for each container.',
  },
  risks: [
    'Where somebody moves the tag after all, nodes that have the old image keep starting it. Use digests, or forbid moving tags in the registry.',
    'Pods without rights to the image may start it where it lies on the node (before Kubernetes 1.35).',
    'With the admission plugin AlwaysPullImages the policy stays Always, whatever the manifest says.',
  ],
  how: 'Set imagePullPolicy to IfNotPresent for containers whose tag never moves or whose reference has a digest.',
  undo: 'Set the policy to Always again.',
  conditions: facts => best(facts).conditions,
  why(facts) {
    const { workload } = best(facts);
    const names = workload ? fixedContainers(workload, facts) : [];
    const checked = workload ? checkedPulls(facts, workload.cluster) : 0;
    return `${formatCount(checked ?? 0)} pulls in ${plainName(
      workload?.cluster ?? '',
      40,
    )} only asked the registry for what was on the node, and ${counted(
      names.length,
      'container',
      formatCount(names.length),
    )} of ${plainName(
      workload ? workloadText(workload) : '',
      80,
    )} with the policy Always need not ask.`;
  },
  values: facts => ({ ...valuesOf(facts) }),
};

function valuesOf(facts: FixFacts): PullPolicyFormValues | undefined {
  const { workload } = best(facts);
  return (
    workload && {
      entityRef: facts.scorecard.entityRef,
      target: targetOf(workload),
      containers: fixedContainers(workload, facts),
    }
  );
}

/** The workload to which it applies best: in the slowest cluster first, then where most pulls were checks. */
function best(facts: FixFacts): {
  workload?: ServiceWorkload;
  conditions: FixCondition[];
} {
  const worst = worstClusterOf(facts);
  const rank = ({ cluster }: ServiceWorkload) => (cluster === worst ? 0 : 1);
  const checked = ({ cluster }: ServiceWorkload) =>
    checkedPulls(facts, cluster) ?? 0;
  const workloads = facts.workloads
    .filter(isNamed)
    .sort(
      (one, other) =>
        rank(one) - rank(other) ||
        checked(other) - checked(one) ||
        compareTexts(keyOf(one), keyOf(other)),
    );
  const found = bestCandidate(workloads, workload =>
    conditionsOf(workload, facts),
  );
  return {
    workload: found?.candidate,
    conditions: found?.conditions ?? conditionsOf(undefined, facts),
  };
}

function keyOf({ cluster, namespace, kind, name }: ServiceWorkload): string {
  return [cluster, namespace, kind, name].join('\n');
}

function conditionsOf(
  workload: ServiceWorkload | undefined,
  facts: FixFacts,
): FixCondition[] {
  return [
    condition(
      { id: 'policy-always', what: 'Containers have the policy Always' },
      policyAlways(workload),
    ),
    condition(
      { id: 'fixed-reference', what: 'Their references never change meaning' },
      fixedReference(workload, facts),
    ),
    condition(
      { id: 'checked-pulls', what: 'Pulls only ask the registry' },
      checkedSeen(workload, facts),
    ),
  ];
}

function policyAlways(workload: ServiceWorkload | undefined): Finding {
  const containers = workload ? containersOf(workload) : [];
  const always = containers.filter(isAlways);
  const known = containers.filter(({ policy }) => policy !== undefined);
  if (workload && always.length > 0) {
    return met(
      `${plainName(
        workloadText(workload),
        80,
      )} has the policy Always for ${formatCount(always.length)} of ${counted(
        containers.length,
        'container',
        formatCount(containers.length),
      )}`,
    );
  }
  if (workload && known.length === containers.length && known.length > 0) {
    return unmet(
      `No container of ${plainName(
        workloadText(workload),
        80,
      )} has the policy Always`,
    );
  }
  return unknown({
    code: 'pull-policies-unknown',
    what: 'The pull policies of its containers are unknown',
    why: 'No pod of it was seen since settings of pods are read.',
    next: 'Wait for the next pod, or look at the collection of its clusters for problems.',
  });
}

function fixedReference(
  workload: ServiceWorkload | undefined,
  facts: FixFacts,
): Finding {
  const judged = (workload ? containersOf(workload) : [])
    .filter(isAlways)
    .map(({ name, image }) => ({ name, ...permanenceOf(image, facts.images) }));
  const fixed = judged.filter(({ state }) => state === 'fixed');
  const [first] = fixed.length > 0 ? fixed : judged;
  if (first === undefined) {
    return unknown({
      code: 'no-container-always',
      what: 'There is no reference to judge',
      why: 'No container is known to have the policy Always.',
      next: 'Nothing, unless pods are known to have this policy.',
    });
  }
  const name = plainName(first.name, 60);
  if (fixed.length > 0) {
    return met(
      `${formatCount(fixed.length)} of ${formatCount(
        judged.length,
      )} with the policy Always can do without: ${name} ${first.basis}`,
    );
  }
  if (judged.some(({ state }) => state === 'unknown')) {
    return unknown({
      code: 'tag-unknown',
      what: `Whether the tag of ${name} moves is unknown`,
      why: 'Its registry has not told what the tag stands for now; with a tag that moves IfNotPresent would start old images.',
      next: 'Let the registry be read (docs/registries.md), or name the image by its digest.',
    });
  }
  return unmet(
    `${name} ${first.basis}: with IfNotPresent nodes would keep starting an old image`,
  );
}

function checkedSeen(
  workload: ServiceWorkload | undefined,
  facts: FixFacts,
): Finding {
  const cluster = workload?.cluster ?? worstClusterOf(facts);
  const checked =
    cluster === undefined ? undefined : checkedPulls(facts, cluster);
  const where = plainName(cluster ?? '', 40) || 'any cluster';
  if (checked === undefined) {
    return unknown({
      code: 'no-pulls-in-window',
      what: `The pulls in ${where} are unknown`,
      why: 'The window of the scorecard holds none there.',
      next: 'Choose a longer window, or wait for the next rollout.',
    });
  }
  return checked > 0
    ? met(
        `${counted(
          checked,
          'pull',
          formatCount(checked),
        )} in ${where} asked the registry for what was on the node`,
      )
    : unmet(`No pull in ${where} asked the registry for nothing`);
}

function checkedPulls(facts: FixFacts, cluster: string): number | undefined {
  const checked = facts.scorecard.clusters.find(one => one.cluster === cluster)
    ?.counts.checked;
  return isAmount(checked) ? checked : undefined;
}
