import {
  PullMetricHour,
  PullMetricReading,
  PullMetricSource,
} from 'backstage-plugin-pull-performance-node';
import { DescribedNode, NodeStore } from '../store/NodeStore';
import { NodeSources } from './NodeSources';
import { SourceAsker, toSourceNode } from './SourceAsker';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Engines learn the last values of an hour a little later. */
const TOLD_LATE_MS = 5 * MINUTE_MS;
/** How far back hours are read at first, and after a break. */
const FURTHEST_MS = 24 * HOUR_MS;
/** A source that failed is left alone for so long. */
const AGAIN_AFTER_MS = 10 * MINUTE_MS;

/** What the reader needs. */
export interface PullMetricReaderOptions {
  store: Pick<
    NodeStore,
    'savePullMetrics' | 'saveSourceState' | 'sourceStates' | 'firstPullMs'
  >;
  sources: NodeSources;
  asker: SourceAsker;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Reads what nodes themselves counted of pulls, hour by hour, each once. */
export class PullMetricReader {
  private constructor(private readonly options: PullMetricReaderOptions) {}

  static create(options: PullMetricReaderOptions): PullMetricReader {
    return new PullMetricReader(options);
  }

  /** Reads the hours of a cluster that are over and not read yet; may be called often. */
  async readHours(options: {
    cluster: string;
    /** Asked for when there is something to read. */
    nodes: () => Promise<readonly DescribedNode[]>;
    signal: AbortSignal;
  }): Promise<void> {
    const { cluster, signal } = options;
    const nowMs = this.options.now();
    const endMs = Math.floor((nowMs - TOLD_LATE_MS) / HOUR_MS) * HOUR_MS;
    let due = await this.dueSources(cluster, { nowMs, endMs });
    if (due.length === 0) return;
    const nodes = await options.nodes();
    if (nodes.length === 0) return;
    const firstMs = Math.min(...due.map(({ fromMs }) => fromMs));
    for (let fromMs = firstMs; fromMs < endMs; fromMs += HOUR_MS) {
      if (signal.aborted) return;
      const failed = await this.readHour({
        ...{ cluster, nodes, fromMs, signal },
        asked: due.filter(one => one.fromMs <= fromMs),
      });
      // What it told nothing of is asked for again, and holds up nobody.
      due = due.filter(({ source }) => !failed.has(source.id));
      if (due.length === 0) return;
    }
  }

  /** The sources that have hours to tell, and from when on. */
  private async dueSources(
    cluster: string,
    { nowMs, endMs }: { nowMs: number; endMs: number },
  ): Promise<{ source: PullMetricSource; fromMs: number }[]> {
    const { store, sources } = this.options;
    const ofCluster = sources.pullMetricsOf(cluster);
    if (ofCluster.length === 0) return [];
    const furthestMs = endMs - FURTHEST_MS;
    const states = await store.sourceStates({ cluster });
    const due: { source: PullMetricSource; fromMs: number }[] = [];
    for (const source of ofCluster) {
      const state = states.find(one => one.source === stateId(source.id));
      const untilMs =
        state?.readUntilMs ??
        (await this.firstWholeHourMs(cluster, furthestMs));
      if (untilMs === undefined) continue;
      const fromMs = Math.max(untilMs, furthestMs);
      const failedJustNow =
        state !== undefined &&
        state.problems.length > 0 &&
        nowMs - state.askedAtMs < AGAIN_AFTER_MS;
      if (fromMs < endMs && !failedJustNow) due.push({ source, fromMs });
    }
    return due;
  }

  /** Of the time before pulls were known there is nothing to compare. */
  private async firstWholeHourMs(
    cluster: string,
    sinceMs: number,
  ): Promise<number | undefined> {
    const firstMs = await this.options.store.firstPullMs({
      ...{ cluster, sinceMs },
      beforeMs: this.options.now(),
    });
    return firstMs === undefined
      ? undefined
      : (Math.floor(firstMs / HOUR_MS) + 1) * HOUR_MS;
  }

  /** Reads one hour; returns the ids of the sources that told nothing but problems. */
  private async readHour(options: {
    cluster: string;
    nodes: readonly DescribedNode[];
    asked: readonly { source: PullMetricSource }[];
    fromMs: number;
    signal: AbortSignal;
  }): Promise<ReadonlySet<string>> {
    const { cluster, nodes, asked, fromMs, signal } = options;
    const { store, asker, now } = this.options;
    const request = {
      ...{ cluster, signal, nodes: nodes.map(toSourceNode) },
      ...{ fromMs, toMs: fromMs + HOUR_MS },
    };
    const readings = await Promise.all(
      asked.map(({ source }) =>
        asker.ask<PullMetricReading>({
          ...{ source: source.id, cluster },
          ask: () => source.readPullMetrics(request),
          nothing: problem => ({ hours: new Map(), problems: [problem] }),
        }),
      ),
    );
    const failed = new Set<string>();
    if (signal.aborted) return failed;
    const hours = new Map<string, PullMetricHour[]>();
    for (const { name } of nodes) {
      const told = readings
        .flatMap(reading => reading.hours.get(name) ?? [])
        .filter(({ startMs }) => startMs === fromMs);
      // The first that knows something is believed.
      if (told.length > 0) {
        hours.set(name, [Object.assign({}, ...told.reverse())]);
      }
    }
    await store.savePullMetrics({ cluster, nodes: hours });
    for (const [index, { source }] of asked.entries()) {
      const { hours: told, problems } = readings[index];
      const isRead = told.size > 0 || problems.length === 0;
      if (!isRead) failed.add(source.id);
      await store.saveSourceState({
        cluster,
        source: stateId(source.id),
        read: isRead ? { fromMs, toMs: request.toMs } : undefined,
        problems,
        atMs: now(),
      });
    }
    return failed;
  }
}

/** A source of disks may have the same id. */
function stateId(id: string): string {
  return `${id} pulls`;
}
