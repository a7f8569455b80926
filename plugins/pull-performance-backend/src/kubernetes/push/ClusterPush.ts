import { PullBatch, PullStore } from '../../store/PullStore';
import { PushReport } from '../../store/PushingClusterStore';
import { objectOf } from '../fields';
import { ServiceIndex } from '../services/ServiceIndex';
import {
  OwnedObject,
  readNode,
  readOwnedObject,
  readPod,
} from '../workloads/objects';
import { coreEvent } from './coreEvent';
import { LogRecord } from './logRecords';
import { kindOfInterest } from './objectKinds';
import { PushedChanges } from './PushedChanges';
import { PushedEvents } from './PushedEvents';
import { PushedImages } from './PushedImages';
import { PushedNodes } from './PushedNodes';
import { PushedPods } from './PushedPods';
import { PushedSettings } from './PushedSettings';
import { PushedWorkloads } from './PushedWorkloads';
import { ClusterMemory } from './PushMemory';
import { PushProblems } from './PushProblems';
import { PushTimes } from './PushTimes';

/** What the part of one request that is about one cluster needs. */
export interface ClusterPushOptions {
  cluster: string;
  memory: ClusterMemory;
  store: Pick<PullStore, 'findWorkloadsOfPods' | 'findWorkloads'>;
  services: ServiceIndex | undefined;
  /** When the request came, epoch milliseconds. */
  nowMs: number;
}

/** What one request tells of one cluster: first all of it is taken, then it becomes records for the store. */
export class ClusterPush {
  readonly problems = PushProblems.create();
  readonly images: PushedImages;
  readonly nodes: PushedNodes;
  readonly changes: PushedChanges;
  readonly settings: PushedSettings;
  private readonly times = PushTimes.create();
  private readonly events: PushedEvents;
  private readonly pods: PushedPods;
  private readonly objects = new Map<
    string,
    { kind: string; object: OwnedObject }
  >();
  private readonly workloads: PushedWorkloads;

  private constructor(private readonly options: ClusterPushOptions) {
    const { memory } = options;
    this.events = PushedEvents.create({ memory, problems: this.problems });
    this.pods = PushedPods.create({ memory });
    this.images = PushedImages.create(options);
    this.nodes = PushedNodes.create(options);
    this.settings = PushedSettings.create(options);
    this.changes = PushedChanges.create(options);
    this.workloads = PushedWorkloads.create(options);
  }

  static create(options: ClusterPushOptions): ClusterPush {
    return new ClusterPush(options);
  }

  get cluster(): string {
    return this.options.cluster;
  }

  /** Takes a record. What says nothing about pulls or nodes is passed over. */
  add(record: LogRecord, path: () => string): void {
    const { nowMs } = this.options;
    const { object, watchType } = record;
    const observedAtMs = Math.min(record.observedAtMs ?? nowMs, nowMs);
    const kind = kindOfInterest(object);
    const isListed = watchType === undefined;
    const event = kind === 'Event' ? coreEvent(object) : undefined;
    // Lists of other events do not tell what pulls there were.
    const isAboutPod = objectOf(event?.involvedObject).kind === 'Pod';
    this.times.observed(observedAtMs, isListed && isAboutPod);
    if (kind === undefined) return;
    if (event) {
      this.nodes.addEvent(event);
      const happenedAtMs = this.events.add(event, path, nowMs);
      if (happenedAtMs !== undefined && !isListed) {
        this.times.event(happenedAtMs, observedAtMs, nowMs);
      }
      return;
    }
    try {
      this.addObject(kind, record, observedAtMs);
    } catch (error) {
      this.problems.reject(path(), {
        code: 'unreadable-object',
        what: `Reading objects of kind ${kind}`,
        why: error instanceof Error ? error.message : String(error),
        next: 'Pulls that depend on such objects may lack their workload. Report it with the version of Kubernetes.',
      });
    }
  }

  /** Throws when the object has no name. */
  private addObject(
    kind: string,
    { object, watchType }: LogRecord,
    observedAtMs: number,
  ): void {
    const { memory } = this.options;
    const isDeleted = watchType === 'DELETED';
    if (kind === 'Pod') {
      const pod = readPod(object);
      if (isDeleted) this.pods.remove(pod);
      else this.pods.add(pod, observedAtMs);
    } else if (kind === 'Node') {
      const node = readNode(object);
      const { description, platform } = node;
      const { name, nodePool: pool } = description;
      // A node that is gone keeps its pool, since events about it may still come.
      memory.setNode(name, { pool, platform });
      if (isDeleted) return;
      this.images.addNode(node, observedAtMs);
      this.nodes.addNode(node, observedAtMs);
    } else {
      const owned = readOwnedObject(object);
      const { namespace, name } = owned;
      memory.setWorkload(kind, namespace, name, { object: owned });
      const key = `${kind}/${namespace}/${name}`;
      if (isDeleted) this.objects.delete(key);
      else this.objects.set(key, { kind, object: owned });
    }
  }

  /**
   * The records to store.
   *
   * @throws what the store throws when it is asked for workloads
   */
  async batch(): Promise<PullBatch> {
    const { workloads, pods, events, objects } = this;
    await workloads.load({
      pods: pods.living.values(),
      refs: [...events.podRefs(), ...pods.podRefs()],
      objects: objects.values(),
    });
    for (const { kind, object } of objects.values()) {
      workloads.noteObject(kind, object);
    }
    for (const pod of pods.living.values()) {
      workloads.notePod(pod);
      this.images.addPod(pod, pods.observedAtMs(pod));
      this.changes.addPod(pod);
      this.settings.addPod(pod, pods.observedAtMs(pod));
    }
    const pulls = events.records(workloads);
    const podStarts = pods.records(workloads);
    return { workloads: workloads.records(), pulls, podStarts };
  }

  /** Remembers that everything is stored. */
  stored(): void {
    this.workloads.stored();
    this.events.stored();
    this.pods.stored();
  }

  /** How it went, after it was stored. */
  report(nowMs: number): PushReport {
    return {
      cluster: this.options.cluster,
      observed: this.times.observedTimes,
      lagSeconds: this.times.lagSeconds(nowMs),
      problems: this.problems.list(),
    };
  }
}
