import {
  BindingLimit,
  bindingLimit,
  DiskThresholds,
  JudgedNode,
  judgeNode,
  NodeFacts,
  NodeHealth,
  noDiskSourceReason,
  Reason,
} from 'backstage-plugin-pull-performance-common';
import { limitsOf, mergedFacts } from '../../nodes/mergedFacts';
import { NodeSources } from '../../nodes/NodeSources';
import { grouped } from '../grouped';
import { LruMap } from '../../kubernetes/LruMap';
import {
  DescribedNode,
  NodeFigures,
  NodeStore,
  SourceState,
} from '../../store/NodeStore';
import { TimeWindow } from '../../store/PullStore';

/** How old may be what is known of the sources. */
const STATES_KEPT_MS = 10_000;
/** How old may be what a node's hours add up to: services share their nodes. */
const FIGURES_KEPT_MS = 20_000;
/** Nodes whose sums are kept, about 400 bytes each. */
const MAX_FIGURES = 20_000;
const HOUR_MS = 3_600_000;

/** What of the store is needed to answer about nodes. */
export type NodeReadStore = Pick<
  NodeStore,
  | 'nodesOfService'
  | 'nodesRunning'
  | 'listNodes'
  | 'figuresOf'
  | 'pullingHours'
  | 'pullMetricsOf'
  | 'recentPulls'
  | 'serviceWaits'
  | 'sourceStates'
>;

/** A node with all that is known of it in a window. */
export interface KnownNode {
  node: DescribedNode;
  facts: NodeFacts;
  limit: BindingLimit;
  /** Absent when nothing happened on it and nothing was measured. */
  figures?: NodeFigures;
  health: NodeHealth;
  /** Why it is full, throttled or unknown. */
  reason?: Reason;
}

/** Judges nodes by what the store knows of them. */
export class NodeJudge {
  private states: SourceState[] = [];
  private statesAtMs = -Infinity;
  private readonly figures = LruMap.create<
    string,
    { atMs: number; figures?: NodeFigures }
  >({ maxSize: MAX_FIGURES });

  private constructor(
    readonly store: NodeReadStore,
    readonly sources: NodeSources,
    private readonly thresholds: DiskThresholds,
    private readonly keptMs: number,
    /** Epoch milliseconds. */
    readonly now: () => number,
  ) {}

  static create(options: {
    store: NodeReadStore;
    sources: NodeSources;
    thresholds: DiskThresholds;
    /** How long hours of nodes are kept. */
    keptMs: number;
    now?: () => number;
  }): NodeJudge {
    const { store, sources, thresholds, keptMs, now = Date.now } = options;
    return new NodeJudge(store, sources, thresholds, keptMs, now);
  }

  /**
   * The part of a window in which the disks of a cluster were measured, from its first full hour on; what was before says nothing. Where
   * nobody measures them the whole window.
   */
  private measuredWindow(
    cluster: string,
    window: TimeWindow,
    states: readonly SourceState[],
  ): TimeWindow {
    const sources = this.sources.diskSourceIds(cluster);
    const since = states
      .filter(state => state.cluster === cluster)
      .filter(({ source }) => sources.includes(source))
      .flatMap(({ readSinceMs }) => readSinceMs ?? []);
    const sinceMs = since.length > 0 ? Math.min(...since) : window.fromMs;
    const fullHourMs = Math.ceil(sinceMs / HOUR_MS) * HOUR_MS;
    // Within the first hour what is known of it is all there is.
    const fromMs = fullHourMs < window.toMs ? fullHourMs : sinceMs;
    return {
      fromMs: Math.min(Math.max(window.fromMs, fromMs), window.toMs),
      toMs: window.toMs,
    };
  }

  /** The part of a window that is known of nodes. */
  answeredWindow(window: TimeWindow): TimeWindow {
    const keptFromMs = this.now() - this.keptMs;
    return {
      fromMs: Math.min(Math.max(window.fromMs, keptFromMs), window.toMs),
      toMs: window.toMs,
    };
  }

  /**
   * Judges nodes by the time since the disks of their cluster are measured. Nodes that are gone are left out where that time knows nothing of
   * them, and where nobody ever described them: they went before anyone could have measured them.
   */
  async judge(
    nodes: readonly DescribedNode[],
    window: TimeWindow,
  ): Promise<KnownNode[]> {
    const states = await this.sourceStates();
    const figures = new Map<number, NodeFigures>();
    for (const [cluster, ofCluster] of grouped(nodes, node => node.cluster)) {
      const measured = this.measuredWindow(cluster, window, states);
      const ids = ofCluster.map(({ id }) => id);
      for (const [id, known] of await this.figuresOf(ids, measured)) {
        figures.set(id, known);
      }
    }
    const present = nodes.filter(node => !isLost(node, figures.get(node.id)));
    return present.map(node => {
      const { name, cluster } = node;
      const facts = mergedFacts(name, node.facts, this.sources.factSourceIds);
      const limit = bindingLimit(limitsOf(facts));
      const known = figures.get(node.id);
      return {
        ...{ node, facts, limit, figures: known },
        ...judgeNode(known, {
          thresholds: this.thresholds,
          fullShare: facts.imageGcThresholds?.highShare,
          limit,
          noSource: this.noSourceReason(cluster, states),
        }),
      };
    });
  }

  private async figuresOf(
    nodeIds: readonly number[],
    window: TimeWindow,
  ): Promise<Map<number, NodeFigures>> {
    const nowMs = this.now();
    const hours = `${Math.floor(window.fromMs / HOUR_MS)} ${Math.ceil(
      window.toMs / HOUR_MS,
    )}`;
    const found = new Map<number, NodeFigures>();
    const missing: number[] = [];
    for (const id of nodeIds) {
      const kept = this.figures.get(`${id} ${hours}`);
      if (!kept || nowMs - kept.atMs >= FIGURES_KEPT_MS) missing.push(id);
      else if (kept.figures) found.set(id, kept.figures);
    }
    if (missing.length === 0) return found;
    const read = await this.store.figuresOf({ nodeIds: missing, window });
    for (const id of missing) {
      const figures = read.get(id);
      this.figures.set(`${id} ${hours}`, { atMs: nowMs, figures });
      if (figures) found.set(id, figures);
    }
    return found;
  }

  /** How reading the nodes of all clusters goes. */
  async sourceStates(): Promise<SourceState[]> {
    const nowMs = this.now();
    if (nowMs - this.statesAtMs >= STATES_KEPT_MS) {
      this.states = await this.store.sourceStates();
      this.statesAtMs = nowMs;
    }
    return this.states;
  }

  private noSourceReason(
    cluster: string,
    states: readonly SourceState[],
  ): Reason {
    const sources = this.sources.diskSourceIds(cluster);
    const problem = states
      .filter(
        state => state.cluster === cluster && sources.includes(state.source),
      )
      .flatMap(({ problems }) => problems)
      .at(0);
    return noDiskSourceReason({ cluster, sources, problem });
  }
}

function isLost(
  { gone, description }: DescribedNode,
  figures: NodeFigures | undefined,
): boolean {
  const isMeasured = (figures?.sampledSeconds ?? 0) > 0;
  return gone && !isMeasured && (!figures || !description);
}

/** A node as its area is graded by. */
export function toJudgedNode(known: KnownNode): JudgedNode {
  const { node, health, figures, limit } = known;
  const { cluster, name } = node;
  return { cluster, node: name, health, summary: figures, limit };
}
