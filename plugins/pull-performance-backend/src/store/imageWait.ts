import { ContainerKind, PullRecord } from './PullStore';

/** What of a pull decides how long its pod waited. */
export type ImageWaitPull = Pick<
  PullRecord,
  | 'container'
  | 'containerKind'
  | 'image'
  | 'outcome'
  | 'finishedAtMs'
  | 'waitSeconds'
>;

/** Epoch milliseconds from a pod's scheduling to its first `Ready`; open while it has never been ready. */
export interface PodStartSpan {
  scheduledAtMs: number;
  readyAtMs?: number;
}

type Interval = { fromMs: number; toMs: number };

/**
 * Milliseconds of a pod's start in which at least one of its containers waited for an image, overlaps counted once.
 *
 * A container waits while it is pulled, and from a failed pull until its next
 * successful one; as long as there is none, until the last failure that was
 * seen. Ephemeral containers are not part of a start.
 */
export function imageWaitMs(
  pulls: Iterable<ImageWaitPull>,
  span: PodStartSpan,
): number {
  const byContainer = new Map<string, ImageWaitPull[]>();
  for (const pull of pulls) {
    if (countsIntoStart(pull.containerKind)) {
      const key = containerKey(pull);
      const known = byContainer.get(key);
      if (known) known.push(pull);
      else byContainer.set(key, [pull]);
    }
  }
  const intervals: Interval[] = [];
  for (const ofContainer of byContainer.values()) {
    for (const interval of pullIntervals(ofContainer)) intervals.push(interval);
    for (const interval of failing(ofContainer)) intervals.push(interval);
  }
  return unionMs(intervals, span);
}

function countsIntoStart(kind: ContainerKind): boolean {
  return kind !== 'ephemeral';
}

/** Image volumes have no container: their image tells them apart. */
function containerKey(pull: ImageWaitPull): string {
  const name = pull.containerKind === 'volume' ? pull.image : pull.container;
  return `${pull.containerKind}/${name}`;
}

function pullIntervals(pulls: ImageWaitPull[]): Interval[] {
  return pulls
    .filter(pull => pull.waitSeconds !== undefined)
    .map(pull => ({
      fromMs: pull.finishedAtMs - Math.round((pull.waitSeconds ?? 0) * 1000),
      toMs: pull.finishedAtMs,
    }));
}

function failing(pulls: ImageWaitPull[]): Interval[] {
  // Events carry whole seconds: within one, the failure is taken for the earlier, so that its success ends it.
  const inOrder = [...pulls].sort(
    (a, b) =>
      a.finishedAtMs - b.finishedAtMs ||
      Number(b.outcome === 'failed') - Number(a.outcome === 'failed'),
  );
  const intervals: Interval[] = [];
  let open: Interval | undefined;
  for (const { outcome, finishedAtMs } of inOrder) {
    if (open) {
      open.toMs = finishedAtMs;
    } else if (outcome === 'failed') {
      open = { fromMs: finishedAtMs, toMs: finishedAtMs };
      intervals.push(open);
    }
    if (outcome !== 'failed') {
      open = undefined;
    }
  }
  return intervals;
}

function unionMs(intervals: Interval[], span: PodStartSpan): number {
  const end = span.readyAtMs ?? Infinity;
  let total = 0;
  let coveredTo = span.scheduledAtMs;
  for (const { fromMs, toMs } of intervals.sort(
    (a, b) => a.fromMs - b.fromMs,
  )) {
    const from = Math.max(fromMs, coveredTo);
    const to = Math.min(toMs, end);
    if (to > from) {
      total += to - from;
      coveredTo = to;
    }
  }
  return total;
}
