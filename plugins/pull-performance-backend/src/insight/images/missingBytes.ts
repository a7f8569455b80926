import { Estimate, LayerGraph } from 'backstage-plugin-pull-performance-common';
import { PullRecord } from '../../store/PullStore';
import { ServiceUse } from './serviceUses';
import { totalBytesOf } from './totalBytes';

const SECOND_MS = 1000;
/** A container is made some time after its image came. */
const LATEST_START_MS = 10 * 60_000;
/** So long after a pull it may not be known yet which image its container began with. */
const UNSETTLED_MS = 2 * 60_000;

/**
 * The bytes that a pull had to bring, from what its node held when it began; absent for what brought nothing, and while
 * the image or its layers are unknown.
 */
export function missingBytesOf(
  pull: PullRecord,
  options: {
    uses: readonly ServiceUse[];
    graph: LayerGraph;
    /** Epoch milliseconds. */
    nowMs: number;
  },
): Estimate | undefined {
  if (pull.outcome === 'failed' || pull.outcome === 'present') {
    return undefined;
  }
  const { uses, graph, nowMs } = options;
  const digest = imageOfPull(pull, uses, nowMs)?.resolved?.digest;
  if (digest === undefined) return undefined;
  const place = {
    cluster: pull.workload.cluster,
    node: pull.node,
    atMs: beganAtMs(pull),
  };
  const untilMs = pull.finishedAtMs + SECOND_MS - 1;
  const missing = graph.missingBytes({ ...place, untilMs, digest });
  if (!missing) return undefined;
  if (pull.outcome !== 'checked') {
    return asSlow(missing, graph.bytesOf(digest));
  }
  // Small layers, or a fast registry: what a node did not list has come, in however short a time.
  return graph.hasWholeList(place) ? missing : asTimed(missing);
}

/**
 * Of a pull that took no longer than asking the registry. What is known of its node is too little to say otherwise, and
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
          'It took no longer than asking the registry, so probably nothing came before it ended; which layers the node had is not certain',
        samples: missing.samples,
      };
}

/** Of a pull that took longer than asking the registry. What its node had is known by its last list, which may be 40 seconds old. */
function asSlow(
  missing: Estimate,
  allBytes: number | undefined,
): Estimate | undefined {
  if (missing.high > 0) return missing;
  // An image of unknown layers that was there before: whether it still was is as unknown as what came.
  return allBytes === undefined
    ? undefined
    : {
        ...missing,
        high: allBytes,
        basis: `${missing.basis}, yet it took longer than asking the registry: all layers came if they had just been removed`,
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

/**
 * Events name images, pods tell their digests. Of the images that went by this name it is the one of the size that the event tells, to the
 * byte, since a tag may have been moved soon after; else, once its container must have told it, the one that its container began with.
 */
function imageOfPull(
  pull: PullRecord,
  uses: readonly ServiceUse[],
  nowMs: number,
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
    .filter(use => use.firstSeenAtMs <= finishedAtMs + LATEST_START_MS)
    .sort((one, other) => other.firstSeenAtMs - one.firstSeenAtMs);
  const { imageBytes } = pull;
  if (imageBytes === undefined) return named.at(0);
  const ofItsSize = named.find(({ resolved }) =>
    [resolved?.kubeletBytes, totalBytesOf({ resolved })].includes(imageBytes),
  );
  // Not every runtime tells the size that the registry tells.
  const settled = nowMs - finishedAtMs > UNSETTLED_MS;
  return ofItsSize ?? (settled ? named.at(0) : undefined);
}
