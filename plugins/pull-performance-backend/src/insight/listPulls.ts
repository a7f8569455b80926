import {
  Pull,
  PullOutcome,
  PullPage,
} from 'backstage-plugin-pull-performance-common';
import { PullStore, StoredPull, TimeWindow } from '../store/PullStore';
import { missingBytesOf } from './images/missingBytes';
import { ServiceImages } from './images/ServiceImages';
import { isoTimeOf } from './windows';

/**
 * Single pulls of a service, newest first.
 *
 * @throws InputError for a cursor that is not of this list
 */
export async function listPulls(options: {
  store: PullStore;
  images: ServiceImages;
  entityRef: string;
  window: TimeWindow;
  cluster?: string;
  outcome?: PullOutcome;
  limit: number;
  cursor?: string;
}): Promise<PullPage> {
  const { store, images, entityRef, ...question } = options;
  const { items, nextCursor } = await store.listPulls({
    ...question,
    subject: { entityRef },
  });
  const { cluster } = question;
  const known = {
    uses: items.length > 0 ? await images.usesOf({ entityRef, cluster }) : [],
    graph: await images.graph(),
    nowMs: images.now(),
  };
  return {
    items: items.map(pull => ({
      ...pullAnswer(pull),
      missingBytes: missingBytesOf(pull, known),
    })),
    nextCursor,
  };
}

function pullAnswer(pull: StoredPull): Pull {
  const { finishedAtMs, waitSeconds } = pull;
  return {
    id: pull.id,
    cluster: pull.workload.cluster,
    namespace: pull.workload.namespace,
    pod: pull.podName,
    container: pull.container,
    containerKind: pull.containerKind,
    node: pull.node,
    nodePool: pull.nodePool,
    image: pull.image,
    outcome: pull.outcome,
    startedAt:
      waitSeconds === undefined
        ? undefined
        : isoTimeOf(finishedAtMs - waitSeconds * 1000),
    finishedAt: isoTimeOf(finishedAtMs),
    waitSeconds,
    pullSeconds: pull.pullSeconds,
    imageBytes: pull.imageBytes,
    cause: pull.cause,
    message: pull.message,
  };
}
