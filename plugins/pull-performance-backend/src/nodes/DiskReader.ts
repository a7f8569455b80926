import { DiskThresholds } from 'backstage-plugin-pull-performance-common';
import {
  NodeDiskReading,
  NodeDiskSource,
} from 'backstage-plugin-pull-performance-node';
import { chunks } from '../store/database';
import {
  DescribedNode,
  DiskMinute,
  NodeStore,
  SourceState,
} from '../store/NodeStore';
import { judgedMinutes } from './judgedMinutes';
import { limitsOf, mergedFacts } from './mergedFacts';
import { NodeSources } from './NodeSources';
import { SourceAsker, toSourceNode } from './SourceAsker';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How far back disks are read at first. */
const FIRST_MS = HOUR_MS;
/** How far back after a break, and back to pulls that are known: engines and clouds remember. */
const FURTHEST_MS = 7 * DAY_MS;
/** Minutes of nodes that are read at most then: a week of 150 nodes, five hours of 5,000. */
const NODE_MINUTES_BACK = 1_500_000;
/** Clouds tell a minute up to three minutes late. */
const TOLD_LATE_MS = 4 * MINUTE_MS;
/** Minutes of nodes that are asked for at once, with about a kilobyte each until they are judged. */
const NODE_MINUTES_AT_ONCE = 25_000;
const NODES_STORED_AT_ONCE = 200;
/** Nodes of the past that are asked for. */
const MAX_NODES = 5_000;

interface Stretch {
  fromMs: number;
  toMs: number;
}

/** How reading a stretch went: the ids of sources that told nothing but problems, and of those that had nothing to tell. */
interface StretchResult {
  failed: ReadonlySet<string>;
  empty: ReadonlySet<string>;
}

/** What the reader needs. */
export interface DiskReaderOptions {
  store: Pick<
    NodeStore,
    | 'saveDiskMinutes'
    | 'saveSourceState'
    | 'sourceStates'
    | 'firstPullMs'
    | 'listNodes'
  >;
  sources: NodeSources;
  thresholds: DiskThresholds;
  asker: SourceAsker;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Reads the disks of one cluster after the other, stretch by stretch of time, and keeps what they did. */
export class DiskReader {
  /** Clusters and sources that remember no more of the past. */
  private readonly exhausted = new Set<string>();

  private constructor(private readonly options: DiskReaderOptions) {}

  static create(options: DiskReaderOptions): DiskReader {
    return new DiskReader(options);
  }

  /** Reads what happened since the last time; of each source what it has not told yet. */
  async readNews(options: {
    cluster: string;
    nodes: readonly DescribedNode[];
    states: readonly SourceState[];
    signal: AbortSignal;
  }): Promise<void> {
    const { cluster, nodes, states, signal } = options;
    const toMs = this.fullMinute();
    const furthestMs = toMs - furthest(nodes.length);
    let asked = this.options.sources.disksOf(cluster).map(source => {
      const untilMs = stateOf(source, states)?.readUntilMs;
      const fromMs =
        untilMs === undefined
          ? toMs - FIRST_MS
          : Math.min(untilMs, toMs) - TOLD_LATE_MS;
      return { source, fromMs: Math.max(fromMs, furthestMs) };
    });
    let beginMs = Math.min(...asked.map(({ fromMs }) => fromMs));
    while (beginMs < toMs && asked.length > 0 && !signal.aborted) {
      const endMs = Math.min(beginMs + stretchOf(nodes.length), toMs);
      const { failed } = await this.readStretch({
        ...{ cluster, nodes, signal },
        disks: asked
          .filter(({ fromMs }) => fromMs < endMs)
          .map(({ source }) => source),
        stretch: { fromMs: beginMs, toMs: endMs },
      });
      // A source that fails is asked once a refresh, and holds up nobody.
      asked = asked.filter(({ source }) => !failed.has(source.id));
      // What only that one has not told yet needs no more looking at.
      beginMs = Math.max(endMs, Math.min(...asked.map(({ fromMs }) => fromMs)));
    }
  }

  /**
   * Reads the time before the first reading, the newest first and some of it at a time, as far as pulls are known: those of the hour before
   * the portal came, and history that was pushed.
   */
  async readPast(options: {
    cluster: string;
    /** When to stop for now, by `performance.now()`. */
    deadlineMs: number;
    signal: AbortSignal;
  }): Promise<void> {
    const { cluster, deadlineMs, signal } = options;
    const { store, sources } = this.options;
    const nowMs = this.fullMinute();
    const states = await store.sourceStates({ cluster });
    const asked = sources.disksOf(cluster).flatMap(source => {
      const sinceMs = stateOf(source, states)?.readSinceMs;
      const isExhausted = this.exhausted.has(keyOf(cluster, source.id));
      return sinceMs === undefined || isExhausted ? [] : [{ source, sinceMs }];
    });
    if (asked.length === 0) return;
    const firstMs = await store.firstPullMs({
      cluster,
      sinceMs: nowMs - FURTHEST_MS,
      beforeMs: Math.max(...asked.map(({ sinceMs }) => sinceMs)),
    });
    if (firstMs === undefined) return;
    for (const { source, sinceMs } of asked) {
      let endMs = sinceMs;
      while (endMs > firstMs && !signal.aborted) {
        if (performance.now() > deadlineMs) return;
        const nodes = await this.nodesAt(cluster, endMs);
        if (nodes.length === 0 || endMs <= nowMs - furthest(nodes.length)) {
          break;
        }
        const fromMs = Math.max(endMs - stretchOf(nodes.length), firstMs);
        const { failed, empty } = await this.readStretch({
          ...{ cluster, nodes, signal },
          disks: [source],
          stretch: { fromMs, toMs: endMs },
          isPast: true,
        });
        if (failed.has(source.id)) break;
        if (empty.has(source.id)) {
          this.exhausted.add(keyOf(cluster, source.id));
          break;
        }
        endMs = fromMs;
      }
    }
  }

  /** The nodes that may have been there just before a time. */
  private async nodesAt(
    cluster: string,
    atMs: number,
  ): Promise<DescribedNode[]> {
    const nodes = await this.options.store.listNodes({
      cluster,
      window: { fromMs: atMs, toMs: atMs },
      limit: MAX_NODES,
    });
    return nodes.filter(
      ({ description }) => description && (description.createdAtMs ?? 0) < atMs,
    );
  }

  private async readStretch(options: {
    cluster: string;
    disks: readonly NodeDiskSource[];
    nodes: readonly DescribedNode[];
    stretch: Stretch;
    isPast?: boolean;
    signal: AbortSignal;
  }): Promise<StretchResult> {
    const { cluster, disks, nodes, stretch, isPast = false, signal } = options;
    const { store, sources, thresholds, asker } = this.options;
    const failed = new Set<string>();
    const empty = new Set<string>();
    const sourceNodes = nodes.map(toSourceNode);
    const readings = await Promise.all(
      disks.map(source =>
        asker.ask<NodeDiskReading>({
          source: source.id,
          cluster,
          ask: () =>
            source.readDisks({
              ...{ cluster, nodes: sourceNodes, signal },
              ...stretch,
            }),
          nothing: problem => ({ samples: new Map(), problems: [problem] }),
        }),
      ),
    );
    if (signal.aborted) return { failed, empty };
    // Some nodes at a time: what was judged is not needed once it is stored.
    for (const some of chunks(nodes, NODES_STORED_AT_ONCE)) {
      const minutes = new Map<string, DiskMinute[]>();
      for (const { name, facts } of some) {
        const merged = mergedFacts(name, facts, sources.factSourceIds);
        const judged = judgedMinutes(
          readings.map(({ samples }) => samples.get(name) ?? []),
          { ...stretch, limits: limitsOf(merged), thresholds },
        );
        if (judged.length > 0) minutes.set(name, judged);
      }
      await store.saveDiskMinutes({ cluster, nodes: minutes });
    }
    for (const [index, { id }] of disks.entries()) {
      const { samples, problems } = readings[index];
      const isEmpty = [...samples.values()].every(({ length }) => length === 0);
      if (isEmpty) (problems.length > 0 ? failed : empty).add(id);
      // What is wrong with the past says nothing of now, and what was not read is asked for again.
      if (isPast && isEmpty) continue;
      await store.saveSourceState({
        cluster,
        source: id,
        read: failed.has(id) ? undefined : stretch,
        problems: isPast ? undefined : problems,
        atMs: this.options.now(),
      });
    }
    return { failed, empty };
  }

  private fullMinute(): number {
    return Math.floor(this.options.now() / MINUTE_MS) * MINUTE_MS;
  }
}

function stateOf({ id }: NodeDiskSource, states: readonly SourceState[]) {
  return states.find(({ source }) => source === id);
}

function keyOf(cluster: string, source: string): string {
  return `${cluster}\n${source}`;
}

/** So long a time is asked for at once, and gone back at most: more of few nodes. */
function stretchOf(nodes: number): number {
  return Math.min(HOUR_MS, minutesOf(NODE_MINUTES_AT_ONCE, nodes));
}

function furthest(nodes: number): number {
  return Math.min(FURTHEST_MS, minutesOf(NODE_MINUTES_BACK, nodes));
}

function minutesOf(nodeMinutes: number, nodes: number): number {
  return Math.max(1, Math.floor(nodeMinutes / Math.max(1, nodes))) * MINUTE_MS;
}
