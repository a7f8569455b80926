import {
  ClusterCollection,
  CollectionPage,
} from 'backstage-plugin-pull-performance-common';
import { CollectionStore } from '../store/CollectionStore';
import { SourceState } from '../store/NodeStore';
import { decodeCursor, encodeCursor } from './cursor';
import { isoTimeOf, isoWindow } from './windows';

type StoredState = Awaited<ReturnType<CollectionStore['listStates']>>[number];

/** How collecting goes in one cluster, as answers show it, with what the sources of its nodes say. */
export function collectionAnswer(
  state: StoredState,
  sources: readonly SourceState[],
): ClusterCollection {
  const ofNodes = sources
    .filter(({ cluster }) => cluster === state.cluster)
    .flatMap(({ problems }) => problems)
    .map(problem => ({ ...problem, count: 1 }));
  return {
    cluster: state.cluster,
    title: state.title,
    access: state.access,
    state: state.state,
    lagSeconds: state.lagSeconds,
    lastSuccessAt:
      state.lastSuccessAtMs === undefined
        ? undefined
        : isoTimeOf(state.lastSuccessAtMs),
    problems: [...state.problems, ...ofNodes].map(problem => ({
      code: problem.code,
      what: problem.what,
      why: problem.why,
      next: problem.next,
      count: problem.count,
      firstSeenAt: isoTimeOf(problem.firstSeenAtMs),
      lastSeenAt: isoTimeOf(problem.lastSeenAtMs),
    })),
    gaps: state.gaps.map(gap => ({ ...isoWindow(gap), why: gap.why })),
    unownedPulls: state.unownedPulls,
  };
}

/**
 * One page of clusters, by name.
 *
 * @throws InputError for a cursor that is not of this list
 */
export async function listCollection(options: {
  store: CollectionStore;
  sources: readonly SourceState[];
  limit: number;
  cursor?: string;
}): Promise<CollectionPage> {
  const { store, sources, limit, cursor } = options;
  const [afterCluster] =
    cursor === undefined ? [] : decodeCursor(cursor, ['string']);
  const [states, totalItems] = await Promise.all([
    store.listStates({
      afterCluster: afterCluster === undefined ? undefined : `${afterCluster}`,
      limit: limit + 1,
    }),
    store.countStates(),
  ]);
  const page = states.slice(0, limit);
  return {
    clusters: page.map(state => collectionAnswer(state, sources)),
    totalItems,
    nextCursor:
      states.length > limit
        ? encodeCursor([page[page.length - 1].cluster])
        : undefined,
  };
}
