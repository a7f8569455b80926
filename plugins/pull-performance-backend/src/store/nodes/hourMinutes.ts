import { DiskState } from 'backstage-plugin-pull-performance-common';

const MINUTES = 60;
const UNKNOWN = '.';

const letters: Record<DiskState, string> = {
  unknown: UNKNOWN,
  healthy: 'h',
  busy: 'b',
  iops: 'i',
  bandwidth: 'w',
  queueDepth: 'q',
  ioPressure: 'p',
};
const states = new Map(
  Object.entries(letters).map(([state, letter]) => [letter, state]),
) as Map<string, DiskState>;

/** The states that are throttled weigh the same. */
const severity: Record<DiskState, number> = {
  unknown: 0,
  healthy: 1,
  busy: 2,
  iops: 3,
  bandwidth: 3,
  queueDepth: 3,
  ioPressure: 3,
};

/**
 * A text of sixty letters, one for the state of the disk in each minute; shorter texts end in unknown minutes. Of a minute that is told again
 * the worse state stays: another time some source may tell less. So the order in which they are told makes no difference.
 */
export function withMinute(
  minutes: string,
  minute: number,
  state: DiskState,
): string {
  const before = states.get(minutes[minute]) ?? 'unknown';
  if (severity[state] <= severity[before]) return minutes;
  const all = minutes.padEnd(MINUTES, UNKNOWN);
  return all.slice(0, minute) + letters[state] + all.slice(minute + 1);
}

/** The state in each minute that is known. */
export function* knownMinutes(minutes: string): Iterable<[number, DiskState]> {
  for (let minute = 0; minute < minutes.length; minute++) {
    const state = states.get(minutes[minute]) ?? 'unknown';
    if (state !== 'unknown') yield [minute, state];
  }
}
