import { DiskLimit } from '../schema/openapi';

/**
 * How much a node's image disk was used in a stretch of time. What is absent is unknown: it is neither idle nor busy.
 *
 * @remarks
 * The image disk is the block device on which the runtime keeps images (`imageFs` of the kubelet): the OS disk, unless the node was set up otherwise.
 *
 * @public
 */
export interface DiskSample {
  /** End of the stretch, epoch milliseconds. */
  atMs: number;
  /** Length of the stretch. */
  durationMs: number;
  /** Mean number of requests that waited or were served. */
  queueDepth?: number;
  /** Reads and writes per second. */
  iops?: number;
  /** Bytes read and written per second. */
  bytesPerSecond?: number;
  /** Operations as a share of the limit, by a source that knows the limit itself, as Azure's `OS Disk IOPS Consumed Percentage`. */
  iopsShare?: number;
  /** Bytes as a share of the limit, by a source that knows the limit itself. */
  bandwidthShare?: number;
  /** Used share of the credits for bursts, of operations or bytes the larger; at 1 none are left, and the disk is held at its base. */
  burstCreditsUsedShare?: number;
  /** Share of the time in which the disk had at least one request. */
  busyShare?: number;
  /** Share of the time in which at least one task of the whole node waited for I/O (`some` of Linux' pressure stall information). */
  ioPressureShare?: number;
  /** Used share of the filesystem's capacity. */
  usedShare?: number;
}

/**
 * A disk that images lie on, or could lie on.
 *
 * @public
 */
export interface DiskFacts {
  /** `ephemeral` lies on storage of the machine itself, `managed` on a disk of its own behind the network. */
  kind: 'managed' | 'ephemeral' | 'unknown';
  /** As users know it: `P10`, `ephemeral on cache`, `sda`. */
  name?: string;
  sizeBytes?: number;
  /** Storage class as the cloud names it: `Premium_LRS`. */
  tier?: string;
  /** All limits that hold at once: of the disk, and of the machine for such disks. */
  limits: DiskLimit[];
}

/**
 * How many pulls a node runs at once.
 *
 * @public
 */
export interface PullConcurrency {
  mode: 'serial' | 'parallel';
  /** `maxParallelImagePulls`; absent: no limit, or unknown. */
  mostPulls?: number;
  /** From where that is known, in one sentence. */
  basis: string;
}

/**
 * What a source tells of one node. What is absent it does not know.
 *
 * @public
 */
export interface NodeFacts {
  node: string;
  /** As the cloud names it: `Standard_D4s_v3`. */
  vmSize?: string;
  imageDisk?: DiskFacts;
  /** Other disks that this size of machine offers, to compare. */
  alternativeDisks?: DiskFacts[];
  pullConcurrency?: PullConcurrency;
  /** Whether the node can start containers before their images are there, and by what (`Artifact Streaming`). */
  lazyPull?: { supported: boolean; by?: string };
  /** From which used share on the kubelet removes images, and down to which (`imageGCHighThresholdPercent`, `imageGCLowThresholdPercent`). */
  imageGcThresholds?: { highShare: number; lowShare: number };
}

/**
 * A registry as its cloud describes it.
 *
 * @public
 */
export interface RegistryFacts {
  /** `team.azurecr.io`. */
  host: string;
  /** `Premium`. */
  tier?: string;
  /** Where it keeps its content, its home first. */
  regions: string[];
  /** Whether it can be reached over the internet, over private endpoints, or both. */
  networkAccess?: 'public' | 'private' | 'both';
}
