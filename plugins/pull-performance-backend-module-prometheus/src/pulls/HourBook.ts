import { PullMetricHour } from 'backstage-plugin-pull-performance-node';
import { PullMetric } from './metrics';

/** Puts the values of single metrics together, one entry for each node and hour. */
export class HourBook {
  private readonly nodes = new Map<string, Map<number, PullMetricHour>>();

  private constructor() {}

  static create(): HourBook {
    return new HourBook();
  }

  enter(
    node: string,
    startMs: number,
    value: { metric: PullMetric; count: number },
  ): void {
    this.hourOf(node, startMs)[value.metric] = value.count;
  }

  /** The nodes of which a metric of an hour is known. */
  nodesOf(startMs: number, metric: PullMetric): string[] {
    return [...this.nodes]
      .filter(([, hours]) => hours.get(startMs)?.[metric] !== undefined)
      .map(([node]) => node);
  }

  /** Adds what another reading knows and this one does not. */
  fillFrom(other: ReadonlyMap<string, readonly PullMetricHour[]>): void {
    for (const [node, hours] of other) {
      for (const hour of hours) {
        const known = this.hourOf(node, hour.startMs);
        Object.assign(known, { ...hour, ...known });
      }
    }
  }

  hours(): Map<string, PullMetricHour[]> {
    return new Map(
      [...this.nodes].map(([node, hours]) => [node, [...hours.values()]]),
    );
  }

  private hourOf(node: string, startMs: number): PullMetricHour {
    const hours = this.nodes.get(node) ?? new Map<number, PullMetricHour>();
    this.nodes.set(node, hours);
    const hour = hours.get(startMs) ?? { startMs };
    hours.set(startMs, hour);
    return hour;
  }
}
