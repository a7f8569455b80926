import { OsDiskFacts } from '../../definitions/osDisks';
import { Random } from '../Random';
import { Background } from './Background';
import { DiskCounters, grown } from './DiskCounters';
import { DiskLog } from './DiskLog';

/** What pulls write to a disk together, as from now on. */
export interface PullLoad {
  /** By pull. */
  bytesPerSecond: number;
  /** Of each pull, the mean size of its operations. */
  writeBytes: readonly number[];
  /** Whether nothing but the disk keeps them from being faster. */
  atLimit: boolean;
}

/** Requests that wait at a disk that is at its limit: measured with containerd on a disk that was slowed down. */
const QUEUE_AT_LIMIT = 40;
/** Shares of the time in which tasks wait; chosen, as nobody publishes any. */
const pressureAtLimit = { waiting: 0.9, stalled: 0.6 };
const pressureBelow = { waiting: 0.5, stalled: 0.2 };

/** What the background never exceeds is kept for it. */
const { most } = Background;

/**
 * The disk of a node: what it lets through, and what it did. Pulls get what the node's own reading and writing leave of its
 * operations and its bytes per second, so that both together are never above a limit.
 */
export class NodeDisk {
  private readonly log = DiskLog.create();

  private constructor(
    readonly facts: OsDiskFacts,
    private readonly background: Background,
    private readonly beganAtMs: number,
  ) {}

  static create(options: {
    facts: OsDiskFacts;
    random: Random;
    nowMs: number;
  }): NodeDisk {
    const { facts, random, nowMs } = options;
    return new NodeDisk(facts, Background.create({ random }), nowMs);
  }

  /**
   * What each of some pulls can write in a second when all get the same.
   *
   * @param writeBytes - of each pull, the mean size of its operations
   */
  bytesPerSecondEach(writeBytes: readonly number[]): number {
    const { iops, bytesPerSecond } = this.facts;
    const operationsPerByte = writeBytes.reduce((sum, one) => sum + 1 / one, 0);
    return Math.min(
      (iops - most.writes - most.reads) / operationsPerByte,
      (bytesPerSecond - most.writtenBytes - most.readBytes) / writeBytes.length,
    );
  }

  /** Tells what pulls write from now on, and what of the filesystem is used. */
  note(nowMs: number, pulls: PullLoad, usedBytes: number): void {
    const writtenBytes = pulls.bytesPerSecond * pulls.writeBytes.length;
    const writes = pulls.writeBytes.reduce(
      (sum, one) => sum + pulls.bytesPerSecond / one,
      0,
    );
    const share = Math.max(
      writes / this.facts.iops,
      writtenBytes / this.facts.bytesPerSecond,
    );
    const queue = pulls.atLimit
      ? QUEUE_AT_LIMIT
      : Math.min(share / (1 - share), QUEUE_AT_LIMIT);
    const pressure = pulls.atLimit
      ? pressureAtLimit
      : {
          waiting: pressureBelow.waiting * share ** 2,
          stalled: pressureBelow.stalled * share ** 2,
        };
    this.log.note(nowMs, {
      load: {
        readBytes: 0,
        writtenBytes,
        reads: 0,
        writes,
        queueSeconds: queue,
        // Requests come at any moment: the longer the queue on average, the more seldom it is empty.
        busySeconds: (1 - most.busySeconds) * (1 - Math.exp(-queue)),
        waitingSeconds: pressure.waiting,
        stalledSeconds: pressure.stalled,
      },
      usedBytes,
      usedBytesPerSecond: writtenBytes,
    });
  }

  /** Undefined for what was before its beginning, or is forgotten. */
  countersAt(atMs: number): DiskCounters | undefined {
    const counters = this.log.countersAt(atMs);
    return (
      counters &&
      grown(counters, this.background.between(this.beganAtMs, atMs), 1)
    );
  }

  /** Undefined for what was before its beginning, or is forgotten. */
  usedBytesAt(atMs: number): number | undefined {
    return this.log.usedBytesAt(atMs);
  }
}
