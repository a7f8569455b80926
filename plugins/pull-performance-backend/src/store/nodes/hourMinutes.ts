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

/** A text of sixty letters, one for the state of the disk in each minute; shorter texts end in unknown minutes. */
export function withMinute(
  minutes: string,
  minute: number,
  state: DiskState,
): string {
  // What is known is not forgotten because it was asked again.
  if (state === 'unknown') return minutes;
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
