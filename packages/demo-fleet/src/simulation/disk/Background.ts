import { Random } from '../Random';
import { DiskCounters, grown, nothing } from './DiskCounters';

/** What a node writes and reads all the time on average: logs of containers and of the system. */
const mean: DiskCounters = {
  readBytes: 16_000,
  writtenBytes: 150_000,
  reads: 1,
  writes: 12,
  queueSeconds: 0.03,
  busySeconds: 0.02,
  waitingSeconds: 0.004,
  stalledSeconds: 0.001,
};

/** Two rhythms that never meet again look like chance, and what they bring in a time can be reckoned without counting it. */
const waves = [
  { periodSeconds: 433, height: 0.3 },
  { periodSeconds: 1_709, height: 0.2 },
];
/** How much of the mean there can be at most. */
const BUSIEST_BACKGROUND = waves.reduce((sum, { height }) => sum + height, 1);

/** What a disk has to do without any pull. */
export class Background {
  private constructor(private readonly phases: readonly number[]) {}

  static create(options: { random: Random }): Background {
    const { random } = options;
    return new Background(waves.map(() => random.between(0, 2 * Math.PI)));
  }

  /** As much as can ever come in a second. */
  static get most(): DiskCounters {
    return grown(nothing, mean, BUSIEST_BACKGROUND);
  }

  /** What a time has brought. */
  between(fromMs: number, toMs: number): DiskCounters {
    return grown(nothing, mean, this.secondsAt(toMs) - this.secondsAt(fromMs));
  }

  /** The integral of the waves around 1. */
  private secondsAt(atMs: number): number {
    const seconds = atMs / 1000;
    return waves.reduce((sum, { periodSeconds, height }, index) => {
      const perSecond = (2 * Math.PI) / periodSeconds;
      const angle = seconds * perSecond + this.phases[index];
      return sum - (height / perSecond) * Math.cos(angle);
    }, seconds);
  }
}
