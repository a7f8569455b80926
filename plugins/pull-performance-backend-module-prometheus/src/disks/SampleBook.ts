import { DiskSample } from 'backstage-plugin-pull-performance-common';
import { Point } from '../engine/series';
import { DiskMetric } from './metrics';

const minuteMs = 60_000;

/** Puts the values of single metrics together to samples, one for each node and minute. */
export class SampleBook {
  private readonly nodes = new Map<string, Map<number, DiskSample>>();

  private constructor() {}

  static create(): SampleBook {
    return new SampleBook();
  }

  /**
   * Enters a value, unless that minute has one already.
   *
   * @returns whether it had none
   */
  enter(node: string, metric: DiskMetric, { atMs, value }: Point): boolean {
    const sample = this.sampleOf(node, atMs);
    if (sample[metric] !== undefined) return false;
    sample[metric] = value;
    return true;
  }

  /** Adds what another book knows and this one does not. */
  fillFrom(other: ReadonlyMap<string, readonly DiskSample[]>): void {
    for (const [node, samples] of other) {
      for (const sample of samples) {
        const known = this.sampleOf(node, sample.atMs);
        Object.assign(known, { ...sample, ...known });
      }
    }
  }

  samples(): Map<string, DiskSample[]> {
    return new Map(
      [...this.nodes].map(([node, minutes]) => [node, [...minutes.values()]]),
    );
  }

  private sampleOf(node: string, atMs: number): DiskSample {
    const minutes = this.nodes.get(node) ?? new Map<number, DiskSample>();
    this.nodes.set(node, minutes);
    const minute = Math.floor(atMs / minuteMs);
    const sample = minutes.get(minute) ?? { atMs, durationMs: minuteMs };
    minutes.set(minute, sample);
    return sample;
  }
}
