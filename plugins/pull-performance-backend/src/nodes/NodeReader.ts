import { LoggerService } from '@backstage/backend-plugin-api';
import { DiskThresholds } from 'backstage-plugin-pull-performance-common';
import {
  NodeDiskReading,
  NodeDiskSource,
  NodeFactSource,
  SourceNode,
  SourceProblem,
} from 'backstage-plugin-pull-performance-node';
import pLimit from 'p-limit';
import { LogLimit } from '../kubernetes/LogLimit';
import {
  DescribedNode,
  DiskMinute,
  NodeStore,
  SourceState,
} from '../store/NodeStore';
import { judgedMinutes } from './judgedMinutes';
import { limitsOf, mergedFacts } from './mergedFacts';
import { NodeSources } from './NodeSources';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How far back disks are read at first, and after a break: engines and clouds remember. */
const FURTHEST_BACK_MS = 24 * HOUR_MS;
/** Minutes of nodes that are read at most then; of 1,000 nodes a day. */
const NODE_MINUTES_BACK = 1_500_000;
/** Clouds tell a minute up to three minutes late. */
const TOLD_LATE_MS = 4 * MINUTE_MS;
/** Nodes that a source is asked for at once, with about 20 kB each. */
const MAX_NODES = 5_000;
const NODES_PER_PAGE = 500;
/** Minutes of nodes that are asked for at once, with about a kilobyte each until they are judged. */
const NODE_MINUTES_AT_ONCE = 25_000;
/** New nodes are asked for so often at most, apart from the usual times. */
const NEW_FACTS_AFTER_MS = 2 * MINUTE_MS;
const CLUSTERS_AT_ONCE = 2;
/** SQLite answers nobody else meanwhile. */
const PULLS_AT_ONCE = 300;

/** What the reader needs. */
export interface NodeReaderOptions {
  store: Pick<
    NodeStore,
    | 'listNodeClusters'
    | 'listClusterNodes'
    | 'saveDiskMinutes'
    | 'saveNodeFacts'
    | 'sourceStates'
    | 'saveSourceState'
    | 'takePulls'
  >;
  sources: NodeSources;
  thresholds: DiskThresholds;
  /** How often a cluster's disks are read. */
  everyMs: number;
  logger: LoggerService;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** Asks the sources what nodes are and how their disks do, and keeps what they tell. A source that fails leaves the others alone. */
export class NodeReader {
  private readonly now: () => number;
  private readonly log = LogLimit.create({ maxLines: 5, withinMs: 3_600_000 });

  private constructor(private readonly options: NodeReaderOptions) {
    this.now = options.now ?? Date.now;
  }

  static create(options: NodeReaderOptions): NodeReader {
    return new NodeReader(options);
  }

  /** Notes which pulls ran on which nodes. */
  async takePulls(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const taken = await this.options.store.takePulls({
        limit: PULLS_AT_ONCE,
      });
      if (taken === 0) return;
    }
  }

  /** Reads the disks of clusters that are due, since they were read last; may be called often. */
  async readDisks(signal: AbortSignal): Promise<void> {
    const { sources } = this.options;
    await this.eachCluster(signal, async cluster => {
      const disks = sources.disksOf(cluster);
      if (disks.length > 0) await this.readDisksOf(cluster, disks, signal);
    });
  }

  /** Reads what all nodes are. */
  async readFacts(signal: AbortSignal): Promise<void> {
    const { sources } = this.options;
    await this.eachCluster(signal, async cluster => {
      const facts = sources.factsOf(cluster);
      if (facts.length === 0) return;
      const nodes = await this.nodesOf(cluster);
      for (const source of facts) {
        await this.readFactsOf({ cluster, source, nodes, signal });
      }
    });
  }

  private async eachCluster(
    signal: AbortSignal,
    work: (cluster: string) => Promise<void>,
  ): Promise<void> {
    const clusters = await this.options.store.listNodeClusters();
    const limit = pLimit(CLUSTERS_AT_ONCE);
    await Promise.all(
      clusters.map(cluster =>
        limit(async () => {
          if (signal.aborted) return;
          try {
            await work(cluster);
          } catch (error) {
            this.warn(
              `Could not read the nodes of cluster '${cluster}'`,
              error,
            );
          }
        }),
      ),
    );
  }

  private async nodesOf(cluster: string): Promise<DescribedNode[]> {
    const nodes: DescribedNode[] = [];
    let afterId: number | undefined;
    while (nodes.length < MAX_NODES) {
      const page = await this.options.store.listClusterNodes({
        cluster,
        afterId,
        limit: NODES_PER_PAGE,
      });
      nodes.push(...page);
      if (page.length < NODES_PER_PAGE) break;
      afterId = page[page.length - 1].id;
    }
    // Those that nobody describes are known from pulls of the past, except where nobody tells nodes at all.
    const described = nodes.filter(node => node.description);
    return (described.length > 0 ? described : nodes).slice(0, MAX_NODES);
  }

  private async readDisksOf(
    cluster: string,
    disks: readonly NodeDiskSource[],
    signal: AbortSignal,
  ): Promise<void> {
    const { store, everyMs } = this.options;
    const nowMs = this.now();
    const toMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
    const states = await store.sourceStates({ cluster });
    const stateOf = ({ id }: NodeDiskSource) =>
      states.find(({ source }) => source === id);
    // A little early counts: the task's own beat is not exact.
    const isDue = (source: NodeDiskSource) =>
      nowMs - (stateOf(source)?.askedAtMs ?? -Infinity) >= 0.9 * everyMs;
    if (!disks.some(isDue)) return;
    const nodes = await this.nodesWithFacts({ cluster, states, signal });
    if (nodes.length === 0) return;
    const minutesOf = (nodeMinutes: number) =>
      Math.max(1, Math.floor(nodeMinutes / nodes.length)) * MINUTE_MS;
    const furthestMs =
      toMs - Math.min(FURTHEST_BACK_MS, minutesOf(NODE_MINUTES_BACK));
    const stretchMs = Math.min(HOUR_MS, minutesOf(NODE_MINUTES_AT_ONCE));
    let asked = disks.map(source => {
      const untilMs = Math.min(stateOf(source)?.readUntilMs ?? 0, toMs);
      return { source, fromMs: Math.max(untilMs - TOLD_LATE_MS, furthestMs) };
    });
    let beginMs = Math.min(...asked.map(({ fromMs }) => fromMs));
    while (beginMs < toMs && asked.length > 0 && !signal.aborted) {
      const endMs = Math.min(beginMs + stretchMs, toMs);
      const failed = await this.readStretch({
        ...{ cluster, nodes, signal, nowMs },
        disks: asked
          .filter(({ fromMs }) => fromMs < endMs)
          .map(({ source }) => source),
        fromMs: beginMs,
        toMs: endMs,
      });
      // A source that fails is asked once a refresh, and holds up nobody.
      asked = asked.filter(({ source }) => !failed.has(source.id));
      beginMs = endMs;
    }
  }

  /** Reads a part of the time; returns the ids of the sources that told nothing but problems. */
  private async readStretch(options: {
    cluster: string;
    disks: readonly NodeDiskSource[];
    nodes: readonly DescribedNode[];
    fromMs: number;
    toMs: number;
    nowMs: number;
    signal: AbortSignal;
  }): Promise<ReadonlySet<string>> {
    const { cluster, disks, nodes, fromMs, toMs, nowMs, signal } = options;
    const { store, sources, thresholds } = this.options;
    const failed = new Set<string>();
    const sourceNodes = nodes.map(toSourceNode);
    const readings = await Promise.all(
      disks.map(source =>
        this.asked<NodeDiskReading>(source.id, cluster, {
          ask: () =>
            source.readDisks({
              cluster,
              nodes: sourceNodes,
              fromMs,
              toMs,
              signal,
            }),
          nothing: problem => ({ samples: new Map(), problems: [problem] }),
        }),
      ),
    );
    if (signal.aborted) return failed;
    const minutes = new Map<string, DiskMinute[]>();
    for (const { name, facts } of nodes) {
      const merged = mergedFacts(name, facts, sources.factSourceIds);
      const judged = judgedMinutes(
        readings.map(({ samples }) => samples.get(name) ?? []),
        { fromMs, toMs, limits: limitsOf(merged), thresholds },
      );
      if (judged.length > 0) minutes.set(name, judged);
    }
    await store.saveDiskMinutes({ cluster, nodes: minutes });
    for (const [index, { id }] of disks.entries()) {
      const { samples, problems } = readings[index];
      const isRead = samples.size > 0 || problems.length === 0;
      if (!isRead) failed.add(id);
      await store.saveSourceState({
        cluster,
        source: id,
        // What failed is asked for again, as far back as anything is.
        read: isRead ? { fromMs, toMs } : undefined,
        problems,
        atMs: nowMs,
      });
    }
    return failed;
  }

  /** The nodes of a cluster. Their limits come before what is judged by them: sources are asked for nodes that are new to them. */
  private async nodesWithFacts(options: {
    cluster: string;
    states: readonly SourceState[];
    signal: AbortSignal;
  }): Promise<DescribedNode[]> {
    const { cluster, states, signal } = options;
    const nodes = await this.nodesOf(cluster);
    let isNew = false;
    for (const source of this.options.sources.factsOf(cluster)) {
      const state = states.find(one => one.source === factStateId(source.id));
      const isKnown = ({ facts }: DescribedNode) =>
        facts.some(told => told.source === source.id);
      const wasAskedAtMs = state?.askedAtMs ?? -Infinity;
      if (
        this.now() - wasAskedAtMs >= NEW_FACTS_AFTER_MS &&
        !nodes.every(isKnown)
      ) {
        await this.readFactsOf({ cluster, source, nodes, signal });
        isNew = true;
      }
    }
    return isNew ? this.nodesOf(cluster) : nodes;
  }

  private async readFactsOf(options: {
    cluster: string;
    source: NodeFactSource;
    nodes: readonly DescribedNode[];
    signal: AbortSignal;
  }): Promise<void> {
    const { cluster, source, nodes, signal } = options;
    const { store } = this.options;
    const reading = await this.asked(source.id, cluster, {
      ask: () =>
        source.readFacts({ cluster, nodes: nodes.map(toSourceNode), signal }),
      nothing: problem => ({ facts: [], problems: [problem] }),
    });
    if (signal.aborted) return;
    const names = new Set(nodes.map(({ name }) => name));
    const atMs = this.now();
    await store.saveNodeFacts({
      cluster,
      source: source.id,
      facts: reading.facts.filter(({ node }) => names.has(node)),
      atMs,
    });
    await store.saveSourceState({
      cluster,
      source: factStateId(source.id),
      problems: reading.problems,
      registries: reading.registries,
      atMs,
    });
  }

  /** What a source answers; one that breaks its promise to tell problems is told of as one. */
  private async asked<Reading>(
    source: string,
    cluster: string,
    options: {
      ask: () => Promise<Reading>;
      nothing: (problem: SourceProblem) => Reading;
    },
  ): Promise<Reading> {
    try {
      return await options.ask();
    } catch (error) {
      this.warn(`Source '${source}' failed for cluster '${cluster}'`, error);
      return options.nothing({
        code: 'source-failed',
        what: `Reading nodes of cluster '${cluster}' from ${source}`,
        why: 'The source failed in a way that it does not know; the log of the backend has the error.',
        next: 'Look into the log. Nothing else is affected.',
      });
    }
  }

  private warn(text: string, error: unknown): void {
    if (this.log.takes()) {
      this.options.logger.warn(
        text,
        error instanceof Error ? error : undefined,
      );
    }
  }
}

/** A source of facts and one of disks may have the same id. */
function factStateId(id: string): string {
  return `${id} facts`;
}

function toSourceNode({ name, description }: DescribedNode): SourceNode {
  return {
    name,
    nodePool: description?.nodePool,
    instanceType: description?.instanceType,
    providerId: description?.providerId,
    addresses: description?.addresses ?? [],
    kubeletVersion: description?.kubeletVersion,
    labels: description?.labels ?? {},
  };
}
