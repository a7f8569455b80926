import {
  mostlyThrottledBy,
  NodeHealthCounts,
  NodeMark,
  NodePool,
  NodePull,
  Reason,
  spearman,
} from 'backstage-plugin-pull-performance-common';
import { PullingHour, PullMetricFigures } from '../../store/NodeStore';
import { KubeletSums } from './KubeletSums';
import {
  nodeDiskAnswer,
  parallelPullsAnswer,
  pullingAnswer,
} from './nodeAnswer';
import { KnownNode } from './NodeJudge';

const HOURS_OF_DAY = 24;
const MAX_MARKS = 200;
const MAX_VM_SIZES = 20;
/** Hours of nodes that a correlation is made of, about 16 bytes each. */
const MAX_PAIRS = 5_000;
const SECONDS_OF_HOUR = 3_600;

/** Adds up the nodes of a pool, one after the other. */
export class PoolSums {
  private readonly vmSizes = new Set<string>();
  private readonly health: NodeHealthCounts = {
    healthy: 0,
    busy: 0,
    throttled: 0,
    full: 0,
    unknown: 0,
  };
  private readonly hours = Array.from({ length: HOURS_OF_DAY }, (_, hour) => ({
    hour,
    pullingSeconds: 0,
    observedSeconds: 0,
    throttledSeconds: 0,
  }));
  private readonly pairs: [number, number][] = [];
  private marks: NodeMark[] = [];
  private nodes = 0;
  private pulls = 0;
  private waitSeconds = 0;
  private pulling = pullingAnswer([]);
  private readonly throttledBySeconds = {
    iops: 0,
    bandwidth: 0,
    queueDepth: 0,
    ioPressure: 0,
  };
  private readonly kubelets = new KubeletSums();
  private reason?: Reason;
  /** Of the nodes whose disk is known best the one that pulled longest. */
  private example?: KnownNode;

  constructor(
    readonly cluster: string,
    readonly nodePool: string | undefined,
  ) {}

  get waitHours(): number {
    return this.waitSeconds / SECONDS_OF_HOUR;
  }

  get nodeCount(): number {
    return this.nodes;
  }

  /** Of the observed time of pulls; `undefined` when none was observed. */
  get throttledShare(): number | undefined {
    const { observedSeconds, throttledSeconds } = this.pulling;
    return observedSeconds > 0 ? throttledSeconds / observedSeconds : undefined;
  }

  /** The node to ask for when it is about how the pool's nodes are set up. */
  get exampleId(): number | undefined {
    return this.example?.node.id;
  }

  /** Adds the hours in which a node pulled; returns how long pods waited in them. */
  addHours(hours: readonly PullingHour[]): number {
    const waitSeconds = hours.reduce((sum, hour) => sum + hour.waitSeconds, 0);
    this.waitSeconds += waitSeconds;
    for (const hour of hours) this.addHour(hour);
    return waitSeconds;
  }

  addNode(
    known: KnownNode,
    waitSeconds: number,
    counted?: PullMetricFigures,
  ): void {
    const { node, facts, figures, health, reason } = known;
    this.nodes += 1;
    this.health[health] += 1;
    if (health === 'unknown') this.reason ??= reason;
    const vmSize = facts.vmSize ?? node.description?.instanceType;
    if (vmSize && this.vmSizes.size < MAX_VM_SIZES) this.vmSizes.add(vmSize);
    if (!this.example || isBetter(known, this.example)) this.example = known;
    if (figures) {
      for (const cause of [
        'iops',
        'bandwidth',
        'queueDepth',
        'ioPressure',
      ] as const) {
        this.throttledBySeconds[cause] += figures.throttledBySeconds[cause];
      }
      this.pulling = {
        seconds: this.pulling.seconds + figures.pullingSeconds,
        observedSeconds: this.pulling.observedSeconds + figures.observedSeconds,
        busySeconds: this.pulling.busySeconds + figures.busySeconds,
        throttledSeconds:
          this.pulling.throttledSeconds + figures.throttledSeconds,
      };
    }
    this.addMark(known, waitSeconds);
    if (counted) this.kubelets.add(counted);
  }

  private addMark(
    { node, health, figures }: KnownNode,
    waitSeconds: number,
  ): void {
    const observed = figures?.observedSeconds ?? 0;
    this.marks.push({
      node: node.name,
      health,
      queueDepth: figures?.queueDepth,
      throttledShare:
        figures && observed > 0
          ? figures.throttledSeconds / observed
          : undefined,
      waitHours: waitSeconds / SECONDS_OF_HOUR,
    });
    if (this.marks.length >= 2 * MAX_MARKS)
      this.marks = longestWaits(this.marks);
  }

  private addHour(hour: PullingHour): void {
    this.pulls += hour.pulls;
    const ofDay = this.hours[hour.hour % HOURS_OF_DAY];
    ofDay.pullingSeconds += hour.pullingSeconds;
    ofDay.observedSeconds += hour.observedSeconds;
    ofDay.throttledSeconds += hour.throttledSeconds;
    if (
      hour.pulls > 0 &&
      hour.observedSeconds > 0 &&
      this.pairs.length < MAX_PAIRS
    ) {
      this.pairs.push([
        hour.throttledSeconds / hour.observedSeconds,
        hour.waitSeconds / hour.pulls,
      ]);
    }
  }

  /** @param pulls - of the example node */
  answer(options: {
    measuredBy: readonly string[];
    pulls: readonly NodePull[];
  }): NodePool {
    const { example, throttledBySeconds } = this;
    return {
      cluster: this.cluster,
      nodePool: this.nodePool,
      vmSizes: [...this.vmSizes].sort(),
      nodes: this.nodes,
      health: this.health,
      reason: this.health.unknown > 0 ? this.reason : undefined,
      disk: example && nodeDiskAnswer(example, options.measuredBy),
      pulls: this.pulls,
      waitHours: this.waitHours,
      meanWaitSeconds:
        this.pulls > 0 ? this.waitSeconds / this.pulls : undefined,
      pulling: {
        ...this.pulling,
        throttledBy: mostlyThrottledBy([{ throttledBySeconds }]),
      },
      parallelPulls: parallelPullsAnswer(options.pulls, example?.facts),
      marks: longestWaits(this.marks),
      kubelets: this.kubelets.answer(),
      hours: this.hours.filter(({ pullingSeconds }) => pullingSeconds > 0),
      diskAndWait: spearman(this.pairs),
    };
  }
}

function isBetter(known: KnownNode, other: KnownNode): boolean {
  const [isDescribed, isOtherDescribed] = [known, other].map(
    ({ facts }) => facts.imageDisk !== undefined,
  );
  const pulling = ({ figures }: KnownNode) => figures?.pullingSeconds ?? 0;
  return isDescribed === isOtherDescribed
    ? pulling(known) > pulling(other)
    : isDescribed;
}

function longestWaits(marks: readonly NodeMark[]): NodeMark[] {
  return [...marks]
    .sort((one, other) => (other.waitHours ?? 0) - (one.waitHours ?? 0))
    .slice(0, MAX_MARKS);
}
