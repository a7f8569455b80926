import { LoggerService } from '@backstage/backend-plugin-api';
import { DiskThresholds } from 'backstage-plugin-pull-performance-common';
import {
  NodeFactReading,
  NodeFactSource,
} from 'backstage-plugin-pull-performance-node';
import pLimit from 'p-limit';
import { DescribedNode, NodeStore, SourceState } from '../store/NodeStore';
import { DiskReader, DiskReaderOptions } from './DiskReader';
import { NodeSources } from './NodeSources';
import { PullMetricReader, PullMetricReaderOptions } from './PullMetricReader';
import { SourceAsker, toSourceNode } from './SourceAsker';

const MINUTE_MS = 60_000;
/** Nodes that a source is asked for at once, with about 20 kB each. */
const MAX_NODES = 5_000;
const NODES_PER_PAGE = 500;
/** New nodes are asked for so often at most, apart from the usual times. */
const NEW_FACTS_AFTER_MS = 2 * MINUTE_MS;
const CLUSTERS_AT_ONCE = 2;
/** The past of all clusters may take so long at a time. */
const PAST_TAKES_MS = 30_000;
/** SQLite answers nobody else meanwhile. */
const PULLS_AT_ONCE = 300;

/** What the reader needs. */
export interface NodeReaderOptions {
  store: DiskReaderOptions['store'] &
    PullMetricReaderOptions['store'] &
    Pick<
      NodeStore,
      'listNodeClusters' | 'listClusterNodes' | 'saveNodeFacts' | 'takePulls'
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
  /** How many nodes clusters had whose disks have never been read. */
  private readonly counted = new Map<string, number>();
  private turns = 0;

  private constructor(
    private readonly options: NodeReaderOptions,
    private readonly asker: SourceAsker,
    private readonly disks: DiskReader,
    private readonly pullMetrics: PullMetricReader,
    private readonly now: () => number,
  ) {}

  static create(options: NodeReaderOptions): NodeReader {
    const { now = Date.now, logger } = options;
    const asker = SourceAsker.create({ logger });
    const disks = DiskReader.create({ ...options, asker, now });
    const pullMetrics = PullMetricReader.create({ ...options, asker, now });
    return new NodeReader(options, asker, disks, pullMetrics, now);
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

  /** Reads the disks of clusters that are due; may be called often. What is new of all comes before the past of any. */
  async readDisks(signal: AbortSignal): Promise<void> {
    const read = new Set<string>();
    await this.eachCluster(signal, async cluster => {
      if (await this.readNewsOf(cluster, signal)) read.add(cluster);
    });
    const deadlineMs = performance.now() + PAST_TAKES_MS;
    await this.eachCluster(signal, async cluster => {
      if (!read.has(cluster)) return;
      await this.disks.readPast({ cluster, deadlineMs, signal });
    });
  }

  /** Reads what is new of a cluster's disks; returns whether it was due. */
  private async readNewsOf(
    cluster: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { store, sources, everyMs } = this.options;
    const disks = sources.disksOf(cluster);
    if (disks.length === 0) return false;
    const states = await store.sourceStates({ cluster });
    const ofDisks = states.filter(({ source }) =>
      disks.some(({ id }) => id === source),
    );
    const askedAtMs = Math.max(...ofDisks.map(one => one.askedAtMs), 0);
    // A little early counts: the task's own beat is not exact.
    if (this.now() - askedAtMs < 0.9 * everyMs) return false;
    const isFirst = ofDisks.every(one => one.readUntilMs === undefined);
    const nodes = await this.nodesOf(cluster);
    if (nodes.length === 0 || (isFirst && !this.isSettled(cluster, nodes))) {
      return false;
    }
    await this.disks.readNews({
      cluster,
      nodes: await this.withFacts({ cluster, nodes, states, signal }),
      ...{ states, signal },
    });
    return true;
  }

  /** Reads what nodes themselves counted of pulls; may be called often. */
  async readPullMetrics(signal: AbortSignal): Promise<void> {
    await this.eachCluster(signal, cluster =>
      this.pullMetrics.readHours({
        ...{ cluster, signal },
        nodes: () => this.nodesOf(cluster),
      }),
    );
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

  /** Whether no more nodes came since the last time: those that a first list has not told yet would miss their first hour. */
  private isSettled(cluster: string, { length }: readonly unknown[]): boolean {
    const before = this.counted.get(cluster);
    this.counted.set(cluster, length);
    return before === length;
  }

  private async eachCluster(
    signal: AbortSignal,
    work: (cluster: string) => Promise<void>,
  ): Promise<void> {
    const clusters = await this.options.store.listNodeClusters();
    // Another one is first each time, so that no past waits for ever.
    this.turns += 1;
    clusters.push(...clusters.splice(0, this.turns % (clusters.length || 1)));
    const limit = pLimit(CLUSTERS_AT_ONCE);
    await Promise.all(
      clusters.map(cluster =>
        limit(async () => {
          if (signal.aborted) return;
          try {
            await work(cluster);
          } catch (error) {
            this.asker.warn(
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

  /** The nodes of a cluster. Their limits come before what is judged by them: sources are asked for nodes that are new to them. */
  private async withFacts(options: {
    cluster: string;
    nodes: DescribedNode[];
    states: readonly SourceState[];
    signal: AbortSignal;
  }): Promise<DescribedNode[]> {
    const { cluster, nodes, states, signal } = options;
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
    const reading = await this.asker.ask<NodeFactReading>({
      source: source.id,
      cluster,
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
}

/** A source of facts and one of disks may have the same id. */
function factStateId(id: string): string {
  return `${id} facts`;
}
