import { parseImageReference } from '../../images/imageReference';
import { plainName } from '../../score/evidence';
import { FixCondition, ServiceImage } from '../../schema/openapi';
import { formatBytes } from '../../units/bytes';
import { formatShare } from '../../units/numbers';
import {
  condition,
  Finding,
  met,
  unknown,
  unmet,
} from '../conditions/condition';
import {
  imagesOf,
  largeEnough,
  nameOf,
  pulledWhole,
} from '../conditions/lazyImage';
import { missesTarget, valueAndTarget } from '../conditions/missesTarget';
import { sentence } from '../conditions/sentence';
import { bestCandidate } from '../conditions/stateOf';
import { isAmount, isShare } from '../facts/amounts';
import { providerOf } from '../facts/provider';
import { worstClusterOf, worstScoreOf } from '../facts/worstCluster';
import { FixFacts, FixRule } from '../FixRule';
import { EstargzFormValues, fixTemplates } from '../formValues';

/**
 * An eStargz build beside the plain image, so that containers start before all of it has come.
 *
 * The format alone does nothing: nodes need a snapshotter for it, and without one they pull the image whole. No managed AKS node has it. Judged by the time to
 * ready, never by the pull: measured starts of read-heavy images were slower than with the plain image.
 */
export const estargz: FixRule = {
  id: 'estargz',
  title: 'Build the image as eStargz',
  area: 'pullTime',
  template: fixTemplates.estargz,
  effort: {
    who: 'service',
    what: 'A pull request for the build, and nodes with a snapshotter for it, which the platform sets up.',
  },
  risks: [
    'A container that reads most of its image at its start may become ready later than with the plain image: judge it by the time to ready.',
    'The registry must answer while containers run, since files come when they are read.',
    'The snapshotter has its own credentials: private registries need a setup of their own.',
    'Digests change, so signatures have to be made anew.',
  ],
  how: 'Build an eStargz variant under a tag of its own, keep the plain image, start one replica with it, and compare the times to ready.',
  undo: 'Name the plain tag again, and remove the step from the build.',
  conditions: facts => best(facts).conditions,
  why(facts) {
    const { candidate } = best(facts);
    const share = worstScoreOf(facts)?.imageShare;
    const bytes = candidate?.compressedBytes;
    return sentence(
      valueAndTarget(facts, 'pullTime'),
      candidate &&
        `${nameOf(candidate)} has ${formatBytes(isAmount(bytes) ? bytes : 0)}`,
      isShare(share)
        ? `${formatShare(
            share,
          )} of the time until pods are ready is waiting for images`
        : undefined,
    );
  },
  values: facts => ({ ...valuesOf(facts) }),
};

function best(facts: FixFacts): {
  candidate?: ServiceImage;
  conditions: FixCondition[];
} {
  return (
    bestCandidate(imagesOf(facts, worstClusterOf(facts)), image =>
      conditionsOf(image, facts),
    ) ?? { conditions: conditionsOf(undefined, facts) }
  );
}

function valuesOf(facts: FixFacts): EstargzFormValues | undefined {
  const { candidate } = best(facts);
  return (
    candidate && {
      entityRef: facts.scorecard.entityRef,
      image: candidate.reference,
    }
  );
}

function conditionsOf(
  image: ServiceImage | undefined,
  facts: FixFacts,
): FixCondition[] {
  return [
    missesTarget(facts, 'pullTime'),
    largeEnough(facts, image),
    condition(
      { id: 'reference', what: 'The image has a name to build it under' },
      reference(image),
    ),
    pulledWhole(image, { byFormat: true }),
    condition(
      { id: 'snapshotter', what: 'Nodes have a snapshotter for eStargz' },
      snapshotter(facts),
    ),
  ];
}

function reference(image: ServiceImage | undefined): Finding {
  return image && parseImageReference(image.reference)
    ? met(`Pods name it ${nameOf(image)}`)
    : unknown({
        code: 'reference-unknown',
        what: 'The name of the image is not known',
        why: 'No pod names an image that could be built.',
        next: 'Look at the images of the running pods.',
      });
}

function snapshotter(facts: FixFacts): Finding {
  const cluster = worstClusterOf(facts);
  const name = plainName(cluster ?? '', 40) || 'any cluster';
  const lazy = imagesOf(facts, cluster).find(
    image =>
      image.lazyPull?.onNodes === 'yes' &&
      image.layers.some(({ format }) => format === 'estargz'),
  );
  if (lazy) {
    return met(`The nodes pull ${nameOf(lazy)} lazily, which is eStargz`);
  }
  const { isAks, basis } = providerOf(facts, cluster);
  if (isAks) {
    return unmet(
      `${basis}, whose nodes have no managed snapshotter for it; Artifact Streaming takes its place there`,
    );
  }
  const runtimes =
    facts.clusters.find(one => one.cluster === cluster)?.containerRuntimes ??
    [];
  if (runtimes.length > 0 && runtimes.every(one => one.startsWith('docker:'))) {
    return unmet(
      `The nodes of ${name} run Docker, which has none for Kubernetes`,
    );
  }
  return unknown({
    code: 'snapshotter-unknown',
    what: `Whether the nodes of ${name} have a snapshotter for eStargz is unknown`,
    why: 'Kubernetes does not tell it; without one nodes pull an eStargz image whole, as any other.',
    next: 'Ask the platform team, or look on a node for the proxy plugin stargz in the configuration of containerd.',
  });
}
