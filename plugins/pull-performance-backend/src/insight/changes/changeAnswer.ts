import {
  Change,
  fixTitle,
  parseTarget,
  Reason,
} from 'backstage-plugin-pull-performance-common';
import { StoredChange } from '../../store/ChangeStore';
import { PullStore } from '../../store/PullStore';
import { isoTimeOf } from '../windows';
import { changeFigures } from './changeFigures';
import { comparedWindows } from './comparedWindows';

const tooEarly: Reason = {
  code: 'too-early',
  what: 'There is nothing measured after the change yet',
  why: 'It has run for less than a full hour.',
  next: 'Come back in an hour; after a week the comparison is complete.',
};

interface Rollout {
  atMs: number;
  by: 'marker' | 'user';
}

/** A change as answers show it, with what was measured before and after it runs. */
export async function changeAnswer(options: {
  change: StoredChange;
  pulls: Pick<
    PullStore,
    'answeredWindow' | 'aggregatePulls' | 'aggregatePodStarts'
  >;
  nowMs: number;
}): Promise<Change> {
  const { change, pulls, nowMs } = options;
  const rollout = rolloutOf(change);
  const answer: Change = {
    id: change.id,
    entityRef: change.entityRef,
    fix: change.fix,
    title: fixTitle(change.fix),
    url: change.url,
    marker: change.marker,
    values: change.values,
    recordedAt: isoTimeOf(change.recordedAtMs),
    recordedBy: change.recordedBy,
    state: rollout ? 'rolledOut' : 'recorded',
    rolledOutAt: rollout && isoTimeOf(rollout.atMs),
    rolledOutBy: rollout?.by,
    clusters: change.sightings.map(({ cluster }) => cluster),
  };
  if (!rollout) {
    return { ...answer, reason: notSeenYet(change) };
  }
  const windows = comparedWindows({ rolledOutAtMs: rollout.atMs, nowMs });
  const { entityRef } = change;
  const question = { store: pulls, entityRef, cluster: clusterOf(change) };
  const [before, after] = await Promise.all([
    changeFigures({ ...question, window: windows.before }),
    windows.after && changeFigures({ ...question, window: windows.after }),
  ]);
  return { ...answer, before, after, reason: after ? undefined : tooEarly };
}

/** What somebody says corrects what is seen. */
function rolloutOf(change: StoredChange): Rollout | undefined {
  const { toldRolloutAtMs, sightings } = change;
  if (toldRolloutAtMs !== undefined) {
    return { atMs: toldRolloutAtMs, by: 'user' };
  }
  return sightings.length > 0
    ? { atMs: sightings[0].firstSeenAtMs, by: 'marker' }
    : undefined;
}

/** The one cluster that the change is about; `undefined` for several, or when it is unknown. */
function clusterOf({ sightings, values }: StoredChange): string | undefined {
  if (sightings.length > 0) {
    return sightings.length === 1 ? sightings[0].cluster : undefined;
  }
  return typeof values.target === 'string'
    ? parseTarget(values.target)?.cluster
    : undefined;
}

function notSeenYet({ marker }: StoredChange): Reason {
  return {
    code: 'not-rolled-out',
    what: 'There is nothing to compare yet',
    why:
      marker === undefined
        ? 'This fix leaves no mark on pods, so nobody can see whether it runs.'
        : `No pod with the label pull-performance/change: ${marker} was seen in a cluster that is read.`,
    next:
      marker === undefined
        ? 'When it is merged and runs, say so here.'
        : 'Merge the pull request and let it roll out. If it runs where nothing is read, say so here.',
  };
}
