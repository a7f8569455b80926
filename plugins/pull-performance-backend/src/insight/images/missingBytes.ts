import { Estimate, LayerGraph } from 'backstage-plugin-pull-performance-common';
import { PullRecord } from '../../store/PullStore';
import { ServiceUse } from './serviceUses';

const SECOND_MS = 1000;
/** A container is made some time after its image came. */
const LATEST_START_MS = 10 * 60_000;

/**
 * The bytes that a pull had to bring, from what its node held when it began; absent for what brought nothing, and while
 * the image or its layers are unknown.
 */
export function missingBytesOf(
  pull: PullRecord,
  options: { uses: readonly ServiceUse[]; graph: LayerGraph },
): Estimate | undefined {
  if (pull.outcome === 'failed' || pull.outcome === 'present') {
    return undefined;
  }
  const digest = imageOfPull(pull, options.uses)?.resolved?.digest;
  if (digest === undefined) return undefined;
  const missing = options.graph.missingBytes({
    cluster: pull.workload.cluster,
    node: pull.node,
    digest,
    atMs: beganAtMs(pull),
  });
  return missing && pull.outcome === 'checked' ? asTimed(missing) : missing;
}

/**
 * Of a pull that took no longer than asking the registry. What is known of its node may be too little to say so, and
 * the bytes of a lazy image come later.
 */
function asTimed(missing: Estimate): Estimate {
  return missing.value === 0
    ? missing
    : {
        value: 0,
        low: 0,
        high: missing.high,
        basis:
          'It took no longer than asking the registry, so nothing came before it ended; which layers the node had is not certain',
        samples: missing.samples,
      };
}

/**
 * When the runtime began to pull. Events tell the time cut to the second: the latest begin that fits is taken, so that what
 * came in the same second counts as there, but before the pull's own image did.
 */
function beganAtMs({ finishedAtMs, pullSeconds, waitSeconds }: PullRecord) {
  const tookMs = (pullSeconds ?? waitSeconds ?? 0) * SECOND_MS;
  return Math.min(finishedAtMs + SECOND_MS - 1 - tookMs, finishedAtMs - 1);
}

/** Events name images, pods tell their digests: of the images that went by this name the one that its container began with. */
function imageOfPull(
  pull: PullRecord,
  uses: readonly ServiceUse[],
): ServiceUse | undefined {
  const { workload, container, containerKind, image, finishedAtMs } = pull;
  const named = uses
    .filter(
      use =>
        use.reference === image &&
        use.container === container &&
        use.containerKind === containerKind &&
        use.workload.cluster === workload.cluster &&
        use.workload.namespace === workload.namespace &&
        use.workload.kind === workload.kind &&
        use.workload.name === workload.name,
    )
    .sort((one, other) => other.firstSeenAtMs - one.firstSeenAtMs);
  return named.find(use => use.firstSeenAtMs <= finishedAtMs + LATEST_START_MS);
}
