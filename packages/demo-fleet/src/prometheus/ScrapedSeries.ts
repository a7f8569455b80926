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
    const [firstMs, lastMs] = this.scrapes(afterMs, untilMs);
    const samples: Sample[] = [];
    for (let atMs = firstMs; atMs <= lastMs; atMs += SCRAPE_EVERY_MS) {
      const value = this.options.valueAt(atMs);
      if (value !== undefined) samples.push({ atMs, value });
    }
    return samples;
  }

  latest(afterMs: number, untilMs: number): Sample | undefined {
    const [firstMs, atMs] = this.scrapes(afterMs, untilMs);
    const value = firstMs <= atMs ? this.options.valueAt(atMs) : undefined;
    return value === undefined ? undefined : { atMs, value };
  }

  /** The first and the last moment in a time at which the node was asked; the first is the later one when there is none. */
  private scrapes(afterMs: number, untilMs: number): [number, number] {
    const { phaseMs } = this;
    const { node, nowMs } = this.options;
    const { createdAtMs, removedAtMs = Infinity } = node;
    const fromMs = Math.max(afterMs + 1, createdAtMs, nowMs() - REMEMBERED_MS);
    const toMs = Math.min(untilMs, removedAtMs, nowMs());
    const rounded = (ms: number, round: (value: number) => number) =>
      phaseMs + round((ms - phaseMs) / SCRAPE_EVERY_MS) * SCRAPE_EVERY_MS;
    return [rounded(fromMs, Math.ceil), rounded(toMs, Math.floor)];
  }
}
