/** Pulls of an hour whose times are kept, one every six seconds; the others only count. */
const MAX_PULLS = 600;
const TENTHS = 10;
const RADIX = 36;

/** When a pull was asked for, left the kubelet's queue and ended: seconds of an hour, 0 to 3600. */
export interface PullTime {
  requested: number;
  started: number;
  finished: number;
}

/** The times of an hour's pulls as a text of about ten characters each, tenths of seconds to the base 36. */
export function decodePullTimes(text: string): PullTime[] {
  if (text === '') return [];
  return text.split(' ').map(item => {
    const [requested, started, finished] = item
      .split('-')
      .map(part => parseInt(part, RADIX) / TENTHS);
    return { requested, started, finished };
  });
}

/** Adds times to a text; what is in it stays, as each pull is told once. */
export function addPullTimes(text: string, added: readonly PullTime[]): string {
  const items = text === '' ? [] : text.split(' ');
  for (const { requested, started, finished } of added) {
    if (items.length >= MAX_PULLS) break;
    items.push(
      [requested, started, finished]
        .map(seconds => Math.round(seconds * TENTHS).toString(RADIX))
        .join('-'),
    );
  }
  return items.join(' ');
}

/** The stretches in which at least one pull ran or waited, in order and apart from each other. */
export function pullingStretches(
  times: readonly PullTime[],
): { from: number; to: number }[] {
  const sorted = [...times].sort(
    (one, other) => one.requested - other.requested,
  );
  const stretches: { from: number; to: number }[] = [];
  for (const { requested, finished } of sorted) {
    const last = stretches.at(-1);
    if (last && requested <= last.to) last.to = Math.max(last.to, finished);
    else stretches.push({ from: requested, to: finished });
  }
  return stretches;
}
