import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { setImmediate as pause } from 'node:timers/promises';
import { ChangeStore } from '../../store/ChangeStore';
import { ImageStore } from '../../store/ImageStore';
import { NodeStore } from '../../store/NodeStore';
import { PushingClusterStore } from '../../store/PushingClusterStore';
import { PullBatch, PullStore } from '../../store/PullStore';
import { WorkloadSettingsStore } from '../../store/WorkloadSettingsStore';
import { ServiceIndex } from '../services/ServiceIndex';
import { ClusterPush } from './ClusterPush';
import { logRecordReader } from './logRecords';
import { objectFields } from './objectFields';
import { PushMemory } from './PushMemory';

/** Records between two looks at whether others have waited long for this process. */
const RECORDS_PER_LOOK = 64;
/** How long others may wait. */
const MAX_BLOCKING_MS = 10;
/** Records of one request; the batches of a collector have 8,192 by default. */
const MAX_RECORDS = 50_000;
/** Records of one transaction, as the collectors' batches have: to end one costs the same for few and for many. */
const RECORDS_PER_TRANSACTION = 2_000;
/** Clusters in one request; a collector is of one. */
const MAX_CLUSTERS_PER_REQUEST = 20;
/** The catalog is usually read within a second. */
const INDEX_WAIT_MS = 60_000;

/** What the intake needs. */
export interface PushIntakeOptions {
  pullStore: Pick<PullStore, 'apply' | 'findWorkloadsOfPods' | 'findWorkloads'>;
  imageStore: Pick<ImageStore, 'addRunning' | 'saveNodes'>;
  /** Where nodes are described; without it they are not. */
  nodeStore: Pick<NodeStore, 'saveNodeDescriptions' | 'addNodeIncidents'>;
  changeStore: Pick<ChangeStore, 'noteMarkers'>;
  settingsStore: Pick<WorkloadSettingsStore, 'saveNewestPods'>;
  clusters: PushingClusterStore;
  /** Which catalog entities own which workloads, as far as is known. */
  services: { readonly index: ServiceIndex | undefined };
  logger: LoggerService;
  /** Epoch milliseconds. */
  now?: () => number;
}

/** More records in one request than are taken. */
export class TooManyRecordsError extends Error {
  override readonly name = 'TooManyRecordsError';
}

/** How many records of a request could not be used, and why the first of them could not. */
export interface PushResult {
  rejected: number;
  firstReason?: string;
}

/** Stores what clusters push. It returns only when everything is stored, since then the sender forgets it. */
export class PushIntake {
  private readonly memory = PushMemory.create();
  private readonly admitted = new Set<string>();
  private readonly now: () => number;
  private readonly indexDueAtMs: number;

  private constructor(private readonly options: PushIntakeOptions) {
    this.now = options.now ?? Date.now;
    this.indexDueAtMs = performance.now() + INDEX_WAIT_MS;
  }

  static create(options: PushIntakeOptions): PushIntake {
    return new PushIntake(options);
  }

  /**
   * Takes the body of an OTLP logs request in JSON.
   *
   * @throws InputError that names the field which is wrong
   * @throws TooManyRecordsError
   * @throws ServiceUnavailableError when it shall be sent again later
   * @throws what the stores throw; nothing of the request counts as stored then
   */
  async take(bytes: Buffer): Promise<PushResult> {
    this.checkReady();
    const pushes = await this.read(bytes);
    const result: PushResult = { rejected: 0 };
    for (const push of pushes) {
      await this.store(push);
      result.rejected += push.problems.rejected;
      result.firstReason ??= push.problems.firstReason;
    }
    return result;
  }

  /** Pulls that are stored before it is known whose they are would show as nobody's, and take services away from workloads. */
  private checkReady(): void {
    if (!this.options.services.index && performance.now() < this.indexDueAtMs) {
      throw new ServiceUnavailableError(
        'The catalog has not been read yet; send it again',
      );
    }
  }

  private async read(bytes: Buffer): Promise<ClusterPush[]> {
    const { pullStore, services } = this.options;
    const reader = logRecordReader({ bytes, wanted: objectFields });
    const pushes = new Map<string, ClusterPush>();
    const nowMs = this.now();
    let lookedAtMs = performance.now();
    let count = 0;
    for (const record of reader.records()) {
      const { cluster } = record;
      let push = pushes.get(cluster);
      if (!push) {
        await this.admit(cluster, pushes.size);
        push = ClusterPush.create({
          cluster,
          memory: this.memory.of(cluster),
          store: pullStore,
          services: services.index,
          nowMs,
        });
        pushes.set(cluster, push);
      }
      push.add(record, reader.path);
      count += 1;
      if (count > MAX_RECORDS) {
        throw new TooManyRecordsError(
          `The request has more than ${MAX_RECORDS} records`,
        );
      }
      if (
        count % RECORDS_PER_LOOK === 0 &&
        performance.now() - lookedAtMs > MAX_BLOCKING_MS
      ) {
        await pause();
        lookedAtMs = performance.now();
      }
    }
    return [...pushes.values()];
  }

  private async admit(cluster: string, others: number): Promise<void> {
    if (others >= MAX_CLUSTERS_PER_REQUEST) {
      throw new InputError(
        `More than ${MAX_CLUSTERS_PER_REQUEST} clusters in one request; give each collector the name of its cluster`,
      );
    }
    if (this.admitted.has(cluster)) return;
    if (!(await this.options.clusters.admit(cluster))) {
      throw new InputError(
        `As many clusters as allowed push already, so '${cluster}' is refused; one that was silent for 14 days makes room`,
      );
    }
    this.admitted.add(cluster);
  }

  private async store(push: ClusterPush): Promise<void> {
    const { clusters, imageStore, nodeStore } = this.options;
    const { changeStore, settingsStore } = this.options;
    const batch = await push.batch();
    for (const part of partsOf(batch)) await this.apply(part, push);
    await push.images.store(imageStore);
    await push.nodes.store(nodeStore);
    await push.changes.store(changeStore);
    await push.settings.store(settingsStore);
    await clusters.report(push.report(this.now()));
    push.stored();
  }

  /** Writes a batch. When the store says that a record is at fault, the others go without it. */
  private async apply(batch: PullBatch, push: ClusterPush): Promise<void> {
    const { pullStore, logger } = this.options;
    try {
      await pullStore.apply(batch);
    } catch (error) {
      if (!(error instanceof Error && error.name === 'InputError')) {
        throw error;
      }
      const records = batch.pulls.length + batch.podStarts.length;
      if (records <= 1) {
        logger.error(
          `A pushed record of cluster '${push.cluster}' was refused: ${error.message}`,
        );
        push.problems.reject('A record', {
          code: 'record-refused',
          what: `Storing a record of cluster '${push.cluster}'`,
          why: error.message,
          next: 'Report it; the record is missing.',
        });
        return;
      }
      for (const part of partsOf(batch, Math.ceil(records / 2))) {
        await this.apply(part, push);
      }
    }
  }
}

/** Parts of a batch with at most so many records; the workloads go with the first. */
function partsOf(
  batch: PullBatch,
  size: number = RECORDS_PER_TRANSACTION,
): PullBatch[] {
  const parts: PullBatch[] = [];
  const { workloads, pulls, podStarts } = batch;
  for (let from = 0; from < pulls.length; from += size) {
    parts.push({
      workloads: [],
      pulls: pulls.slice(from, from + size),
      podStarts: [],
    });
  }
  for (let from = 0; from < podStarts.length; from += size) {
    parts.push({
      workloads: [],
      pulls: [],
      podStarts: podStarts.slice(from, from + size),
    });
  }
  if (parts.length > 0) parts[0].workloads = workloads;
  else if (workloads.length > 0) parts.push(batch);
  return parts;
}
