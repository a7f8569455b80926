import { REMEMBERED_MS } from '../simulation/disk/DiskLog';
import { SimulatedNode } from '../simulation/objects';
import { Labels, Sample, Series } from './promql/Series';

/** How often values are fetched from a node. */
export const SCRAPE_EVERY_MS = 15_000;

/** A value of a node as a server has it that fetches it now and then: each node at moments of its own. */
export class ScrapedSeries implements Series {
  private constructor(
    readonly labels: Labels,
    private readonly options: {
      node: SimulatedNode;
      valueAt: (atMs: number) => number | undefined;
      nowMs: () => number;
    },
    private readonly phaseMs: number,
  ) {}

  /** @param options - `valueAt`: undefined where nothing is known. `nowMs`: nothing is known of what comes after */
  static create(
    options: ScrapedSeries['options'] & { labels: Labels },
  ): ScrapedSeries {
    const phaseMs = options.node.createdAtMs % SCRAPE_EVERY_MS;
    return new ScrapedSeries(options.labels, options, phaseMs);
  }

  samples(afterMs: number, untilMs: number): Sample[] {
    const { node, valueAt, nowMs } = this.options;
    const { createdAtMs, removedAtMs = Infinity } = node;
    const lastMs = Math.min(untilMs, removedAtMs, nowMs());
    const firstMs = Math.max(afterMs + 1, createdAtMs, nowMs() - REMEMBERED_MS);
    const samples: Sample[] = [];
    for (
      let atMs = this.phaseMs + ceil(firstMs - this.phaseMs);
      atMs <= lastMs;
      atMs += SCRAPE_EVERY_MS
    ) {
      const value = valueAt(atMs);
      if (value !== undefined) samples.push({ atMs, value });
    }
    return samples;
  }
}

function ceil(ms: number): number {
  return Math.ceil(ms / SCRAPE_EVERY_MS) * SCRAPE_EVERY_MS;
}
