import { ClusterAccess } from 'backstage-plugin-pull-performance-node';
import { LruMap } from '../../kubernetes/LruMap';
import { ClusterReadError } from '../../kubernetes/watch/ClusterReadError';
import { WatchProblem } from '../../kubernetes/watch/types';
import { KubeletApi, KubeletQuestion } from './KubeletApi';
import { KubeletTuning } from './tuning';

/** Nodes of all clusters that are asked in turn, about 100 bytes each. */
const MAX_NODES = 50_000;

/** How one sweep over the kubelets of a cluster went. */
export interface SweepResult<T> {
  answers: Map<string, T>;
  /** Kubelets that were asked. */
  asked: number;
  /** Nodes whose kubelets should have been asked, but there are too many or time was up. */
  postponed: number;
  failures: { node: string; problem: WatchProblem }[];
  /** Why nobody was asked any more. */
  refused?: WatchProblem;
}

/**
 * Asks the kubelets of many nodes the same question: some at once and in a second, each when its last answer has grown old,
 * and those first that have waited longest.
 */
export class KubeletSweep {
  /** When a kubelet is due again, epoch milliseconds. */
  private readonly dueAtMs = LruMap.create<string, number>({
    maxSize: MAX_NODES,
  });

  private constructor(
    private readonly question: KubeletQuestion,
    private readonly everyMs: number,
    private readonly tuning: KubeletTuning,
  ) {}

  static create(options: {
    question: KubeletQuestion;
    everyMs: number;
    tuning: KubeletTuning;
  }): KubeletSweep {
    return new KubeletSweep(options.question, options.everyMs, options.tuning);
  }

  /** Asks those that are due; it never rejects. What it has when the signal aborts is its result. */
  async ask<T>(options: {
    cluster: string;
    access: ClusterAccess;
    nodes: readonly string[];
    /** When it is, epoch milliseconds. */
    atMs: number;
    parse: (answer: unknown) => T;
    signal: AbortSignal;
  }): Promise<SweepResult<T>> {
    const { cluster, access, atMs, parse } = options;
    const { requestsAtOnce, requestsPerSecond } = this.tuning;
    const { nodesPerRefresh, requestTimeoutMs, refreshTimeoutMs } = this.tuning;
    const due = this.due(options.cluster, options.nodes, atMs);
    const queue = due.slice(0, nodesPerRefresh)[Symbol.iterator]();
    const result: SweepResult<T> = {
      answers: new Map(),
      asked: 0,
      postponed: 0,
      failures: [],
    };
    const api = KubeletApi.create({
      access,
      cluster,
      timeoutMs: requestTimeoutMs,
    });
    const end = new AbortController();
    const signal = AbortSignal.any([
      options.signal,
      end.signal,
      AbortSignal.timeout(refreshTimeoutMs),
    ]);
    const askOne = async (node: string): Promise<void> => {
      try {
        const answer = await api.ask(node, this.question, signal);
        this.dueAtMs.set(keyOf(cluster, node), atMs + this.everyMs);
        result.answers.set(node, parse(answer));
        result.asked += 1;
      } catch (error) {
        if (signal.aborted || !(error instanceof ClusterReadError)) return;
        const { problem } = error;
        result.asked += 1;
        if (problem.code === 'forbidden' || problem.code === 'unauthorized') {
          // It will be so with all others.
          result.refused ??= problem;
          end.abort();
          return;
        }
        const retryMs = Math.min(this.everyMs, this.tuning.retryMs);
        this.dueAtMs.set(keyOf(cluster, node), atMs + retryMs);
        result.failures.push({ node, problem });
      }
    };
    // If none takes less time for a question than this, all together ask no more than they may.
    const turnMs = (1000 * requestsAtOnce) / requestsPerSecond;
    const work = async (): Promise<void> => {
      let turnAtMs = 0;
      for (const node of queue) {
        const waitMs = turnAtMs - performance.now();
        if (waitMs > 0) {
          await this.tuning.sleep(waitMs, signal).catch(() => {});
        }
        if (signal.aborted) return;
        turnAtMs = performance.now() + turnMs;
        await askOne(node);
      }
    };
    await Promise.all(Array.from({ length: requestsAtOnce }, work));
    result.postponed = due.length - result.asked;
    result.failures.sort((a, b) => a.node.localeCompare(b.node));
    return result;
  }

  /** Those whose answers are old, the longest waiting first. */
  private due(
    cluster: string,
    nodes: readonly string[],
    atMs: number,
  ): string[] {
    return nodes
      .map(node => ({
        node,
        dueAtMs: this.dueAtMs.peek(keyOf(cluster, node)) ?? 0,
      }))
      .filter(({ dueAtMs }) => dueAtMs <= atMs)
      .sort((one, other) => one.dueAtMs - other.dueAtMs)
      .map(({ node }) => node);
  }
}

function keyOf(cluster: string, node: string): string {
  return `${cluster}\n${node}`;
}
