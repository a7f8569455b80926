import {
  DiskSample,
  NodeFacts,
} from 'backstage-plugin-pull-performance-common';
import {
  ClusterAccess,
  NodeDiskReading,
  NodeDiskRequest,
  NodeDiskSource,
  NodeFactReading,
  NodeFactSource,
  NodeSourceRequest,
  SourceProblem,
} from 'backstage-plugin-pull-performance-node';
import { ClusterDirectory } from '../../kubernetes/access/ClusterDirectory';
import { LruMap } from '../../kubernetes/LruMap';
import { KubeletQuestion } from './KubeletApi';
import { KubeletSweep, SweepResult } from './KubeletSweep';
import { parseConfigz } from './parseConfigz';
import { parseStatsSummary } from './parseStatsSummary';
import { someOf, sweepProblems } from './sweepProblems';
import { KubeletTuning, kubeletTuning } from './tuning';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
/** Nodes of all clusters whose configuration is remembered, about 500 bytes each. */
const MAX_CONFIGS = 50_000;

const stats: KubeletQuestion = {
  title: 'statistics',
  path: 'stats/summary',
  field: 'node',
};
const configz: KubeletQuestion = {
  title: 'configuration',
  path: 'configz',
  field: 'kubeletconfig',
};

/** What the source needs. */
export interface KubeletSourceOptions {
  /** Names of the clusters whose kubelets may be asked. */
  clusters: readonly string[];
  directory: Pick<ClusterDirectory, 'list'>;
  tuning?: Partial<KubeletTuning>;
}

/**
 * Asks kubelets, through the API servers of their clusters, how full their disks are, how long tasks wait for I/O, and how they are set up.
 *
 * @remarks
 * It needs the right to `get` `nodes/proxy`, with which commands can be run in all pods of a cluster; so it reads only clusters that are named
 * for it. A kubelet tells of now only: what was not asked in its minute stays unknown.
 */
export class KubeletSource implements NodeDiskSource, NodeFactSource {
  readonly id = 'kubelet';
  private readonly clusters: ReadonlySet<string>;
  private readonly tuning: KubeletTuning;
  private readonly disks: KubeletSweep;
  private readonly configs: KubeletSweep;
  private readonly facts = LruMap.create<
    string,
    { facts: NodeFacts; atMs: number }
  >({ maxSize: MAX_CONFIGS });

  /** Those of the last sweep in which kubelets were asked, by question and cluster. */
  private readonly problems = new Map<string, SourceProblem[]>();

  private constructor(private readonly options: KubeletSourceOptions) {
    this.clusters = new Set(options.clusters);
    const tuning = kubeletTuning(options.tuning);
    this.tuning = tuning;
    this.disks = KubeletSweep.create({
      question: stats,
      everyMs: tuning.disksEveryMs,
      tuning,
    });
    this.configs = KubeletSweep.create({
      question: configz,
      everyMs: tuning.configEveryMs,
      tuning,
    });
  }

  static create(options: KubeletSourceOptions): KubeletSource {
    return new KubeletSource(options);
  }

  readsCluster(cluster: string): boolean {
    return this.clusters.has(cluster);
  }

  async readDisks(request: NodeDiskRequest): Promise<NodeDiskReading> {
    const { cluster, fromMs, toMs } = request;
    const minuteMs = this.minute();
    const atMs = Math.min(minuteMs, toMs);
    // Nobody can ask a kubelet about the past.
    if (atMs < fromMs || atMs < minuteMs - MINUTE_MS) {
      return { samples: new Map(), problems: [] };
    }
    const { result, problems } = await this.sweep(request, {
      sweep: this.disks,
      question: stats,
      everyMs: this.tuning.disksEveryMs,
      parse: parseStatsSummary,
      missing: answers => missingFigures(answers, cluster),
    });
    const samples = new Map<string, DiskSample[]>();
    for (const [node, figures] of result?.answers ?? []) {
      if (Object.keys(figures).length === 0) continue;
      samples.set(node, [{ atMs, durationMs: MINUTE_MS, ...figures }]);
    }
    return { samples, problems };
  }

  async readFacts(request: NodeSourceRequest): Promise<NodeFactReading> {
    const { cluster, nodes } = request;
    const { result, problems } = await this.sweep(request, {
      sweep: this.configs,
      question: configz,
      everyMs: this.tuning.configEveryMs,
      parse: parseConfigz,
      missing: () => [],
    });
    const nowMs = this.tuning.now();
    for (const [node, told] of result?.answers ?? []) {
      this.facts.set(`${cluster}\n${node}`, {
        facts: { node, ...told },
        atMs: nowMs,
      });
    }
    const known = nodes.flatMap(({ name }) => {
      const entry = this.facts.peek(`${cluster}\n${name}`);
      return entry && nowMs - entry.atMs < DAY_MS ? entry.facts : [];
    });
    return { facts: known, problems };
  }

  private minute(): number {
    return Math.floor(this.tuning.now() / MINUTE_MS) * MINUTE_MS;
  }

  private async sweep<T>(
    { cluster, nodes, signal }: NodeSourceRequest,
    options: {
      sweep: KubeletSweep;
      question: KubeletQuestion;
      everyMs: number;
      parse: (answer: unknown) => T;
      /** What answers do not tell. */
      missing: (answers: ReadonlyMap<string, T>) => SourceProblem[];
    },
  ): Promise<{ result?: SweepResult<T>; problems: SourceProblem[] }> {
    const { sweep, question, everyMs, parse, missing } = options;
    const access = await this.accessTo(cluster);
    if ('code' in access) return { problems: [access] };
    const result = await sweep.ask({
      cluster,
      access,
      nodes: nodes.map(({ name }) => name),
      atMs: this.minute(),
      parse,
      signal,
    });
    const { title } = question;
    const key = `${title}\n${cluster}`;
    // While nobody is due, nothing has become better.
    if (result.asked > 0 || result.postponed > 0) {
      this.problems.set(key, [
        ...sweepProblems(result, { cluster, title, everyMs }),
        ...missing(result.answers),
      ]);
    }
    return { result, problems: this.problems.get(key) ?? [] };
  }

  private async accessTo(
    cluster: string,
  ): Promise<ClusterAccess | SourceProblem> {
    const { clusters } = await this.options.directory.list();
    const entry = clusters.find(({ name }) => name === cluster);
    if (entry && !entry.skipped) return entry.access;
    return {
      code: 'kubelet-cluster-unreadable',
      what: `Reading the kubelets of cluster '${cluster}'`,
      why: entry?.skipped?.why ?? 'No way to read this cluster is configured.',
      next:
        entry?.skipped?.next ??
        'Let the Kubernetes plugin or pullPerformance.clusters know it, or take it out of pullPerformance.nodeDisks.kubelet.clusters; what clusters push does not reach kubelets.',
    };
  }
}

/** What kubelets answered without telling it. */
function missingFigures(
  answers: ReadonlyMap<string, Partial<DiskSample>>,
  cluster: string,
): SourceProblem[] {
  const without = (figure: keyof DiskSample) =>
    [...answers].flatMap(([node, sample]) =>
      sample[figure] === undefined ? node : [],
    );
  const problems: SourceProblem[] = [];
  const noSpace = without('usedShare');
  if (noSpace.length > 0) {
    problems.push({
      code: 'kubelet-no-space',
      what: `Reading the used space of image disks in cluster '${cluster}'`,
      why: `${noSpace.length} of ${
        answers.size
      } kubelets answered without it (${someOf(noSpace)}).`,
      next: 'Kubelets need some minutes after their start. If it stays so, look at the log of one of them.',
    });
  }
  const noPressure = without('ioPressureShare');
  if (noPressure.length > 0) {
    problems.push({
      code: 'kubelet-no-io-pressure',
      what: `Reading I/O pressure in cluster '${cluster}'`,
      why: `${noPressure.length} of ${
        answers.size
      } kubelets do not tell it (${someOf(
        noPressure,
      )}), so whether their disks are throttled is unknown.`,
      next: 'Kubelets tell it from Kubernetes 1.34 on, on Linux with pressure stall information and cgroup v2. Otherwise measure disks with Prometheus or Azure Monitor.',
    });
  }
  return problems;
}
