import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClusterAccess,
  ReadableCluster,
} from 'backstage-plugin-pull-performance-node';
import { ChangeStore } from '../../store/ChangeStore';
import { CollectionStore } from '../../store/CollectionStore';
import { ImageStore } from '../../store/ImageStore';
import { NodeStore } from '../../store/NodeStore';
import { PullStore } from '../../store/PullStore';
import { WorkloadSettingsStore } from '../../store/WorkloadSettingsStore';
import { readNodeIncidents } from '../events/nodeIncidents';
import { parseEvent } from '../events/parseEvent';
import { ServiceIndex } from '../services/ServiceIndex';
import { LogLimit } from '../LogLimit';
import { Reflector } from '../watch/Reflector';
import { ServerPulse } from '../watch/ServerPulse';
import * as resources from '../watch/resources';
import { ReflectorSink, WatchedResource } from '../watch/types';
import { NodeIndex } from '../workloads/NodeIndex';
import { readNode, readOwnedObject, readPod } from '../workloads/objects';
import { PodIndex } from '../workloads/PodIndex';
import { WorkloadIndex, WorkloadKind } from '../workloads/WorkloadIndex';
import { Batcher } from './Batcher';
import { ChangeReporter } from './ChangeReporter';
import { ClusterClock } from './ClusterClock';
import { Delivery } from './Delivery';
import { EventIntake } from './EventIntake';
import { EventLifetime } from './EventLifetime';
import { HealthReporter } from './HealthReporter';
import { ImageReporter } from './ImageReporter';
import { NodeReporter } from './NodeReporter';
import { PodIntake } from './PodIntake';
import { ProblemBook } from './ProblemBook';
import { eventSink, nodeSink } from './sinks';
import { SettingsReporter } from './SettingsReporter';
import { CollectorTuning, collectorTuning } from './tuning';
import { WorkloadFinder } from './WorkloadFinder';
import { WorkloadIntake } from './WorkloadIntake';

const workloadResources: [WorkloadKind, WatchedResource][] = [
  ['Deployment', resources.deployments],
  ['ReplicaSet', resources.replicaSets],
  ['StatefulSet', resources.statefulSets],
  ['DaemonSet', resources.daemonSets],
  ['Job', resources.jobs],
  ['CronJob', resources.cronJobs],
];

/** What a collector needs. */
export interface ClusterCollectorOptions {
  cluster: ReadableCluster;
  access: ClusterAccess;
  pullStore: Pick<PullStore, 'apply' | 'findWorkloadsOfPods'>;
  collectionStore: CollectionStore;
  imageStore: Pick<ImageStore, 'replaceRunning' | 'saveNodes' | 'keepNodes'>;
  nodeStore: Pick<NodeStore, 'saveNodeDescriptions' | 'addNodeIncidents'>;
  changeStore: Pick<ChangeStore, 'noteMarkers'>;
  settingsStore: Pick<WorkloadSettingsStore, 'saveNewestPods'>;
  /** Which catalog entities own which workloads, as far as is known. */
  services: { readonly index: ServiceIndex | undefined };
  logger: LoggerService;
  tuning?: Partial<CollectorTuning>;
}

/** Reads one cluster and turns what it says into stored pulls and pod starts. */
export class ClusterCollector {
  private readonly tuning: CollectorTuning;
  private readonly name: string;
  private readonly nodes = NodeIndex.create();
  private readonly workloads = WorkloadIndex.create();
  private readonly pods = PodIndex.create();
  private readonly lifetime = EventLifetime.create();
  private readonly clock: ClusterClock;
  private readonly pulse: ServerPulse;
  private readonly problems: ProblemBook;
  private readonly health: HealthReporter;
  private readonly batcher: Batcher;
  /** When the API server answered last, in the cluster's time. */
  private heardAtMs?: number;
  /** One record that is refused is rarely alone. */
  private readonly refusedLog = LogLimit.create({
    maxLines: 5,
    withinMs: 3_600_000,
  });

  private constructor(private readonly options: ClusterCollectorOptions) {
    const { cluster, access, collectionStore, pullStore, logger } = options;
    this.tuning = collectorTuning(options.tuning);
    this.name = cluster.name;
    const { now, pulseEveryMs, pulseTimeoutMs } = this.tuning;
    this.clock = ClusterClock.create({ cluster: cluster.name, now });
    this.pulse = ServerPulse.create({
      access,
      cluster: cluster.name,
      everyMs: pulseEveryMs,
      timeoutMs: pulseTimeoutMs,
      now,
      onAnswer: aheadMs => {
        if (aheadMs !== undefined) this.clock.set(aheadMs);
        this.health.alive();
        this.heardAtMs = this.clock.now();
      },
    });
    this.problems = ProblemBook.create({ now: this.tuning.now });
    this.health = HealthReporter.create({
      cluster: cluster.name,
      title: cluster.title,
      access: access.id,
      store: collectionStore,
      problems: this.problems,
      clock: this.clock,
      lifetime: this.lifetime,
      logger,
      tuning: this.tuning,
    });
    this.batcher = Batcher.create({
      cluster: cluster.name,
      store: pullStore,
      logger,
      // A lag is the cluster's present less the time of its event.
      tuning: { ...this.tuning, now: () => this.clock.now() },
      onLag: lagSeconds => this.health.lag(lagSeconds),
      onRefused: why => this.noteRefused(why),
    });
  }

  static create(options: ClusterCollectorOptions): ClusterCollector {
    return new ClusterCollector(options);
  }

  /** Collects until the signal aborts and what was read is stored; it never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const end = new AbortController();
    // Whoever waits for a place or for the store must not do so any more.
    signal.addEventListener('abort', () => this.batcher.open());
    const writing = this.batcher.run(end.signal);
    const delivery = Delivery.create({
      cluster: this.name,
      batcher: this.batcher,
      logger: this.options.logger,
      tuning: this.tuning,
      signal,
    });
    this.expectAll();
    const reporting = this.health.run(end.signal);
    await this.read(delivery, signal);
    await delivery.settled();
    end.abort();
    await Promise.all([writing, reporting]);
  }

  /** Reads nodes and workloads, then pods, then events, so that events find what they are about. */
  private async read(delivery: Delivery, signal: AbortSignal): Promise<void> {
    const finder = WorkloadFinder.create({
      cluster: this.name,
      pods: this.pods,
      workloads: this.workloads,
      store: this.options.pullStore,
      services: this.options.services,
      podWaitMs: this.tuning.podWaitMs,
      signal,
    });
    const workloadIntake = WorkloadIntake.create({
      cluster: this.name,
      workloads: this.workloads,
      services: this.options.services,
      delivery,
    });
    const now = () => this.clock.now();
    const parts = { nodes: this.nodes, finder, delivery, now };
    const readers: Reader[] = [
      { ready: this.pulse.asked, done: this.pulse.run(signal) },
    ];
    const readOne = <T>(
      resource: WatchedResource,
      parse: (raw: unknown) => T | undefined,
      sink: ReflectorSink<T>,
    ): void => {
      readers.push(this.start(resource, parse, sink, signal));
    };

    const images = ImageReporter.create({
      cluster: this.name,
      store: this.options.imageStore,
      pods: this.pods,
      nodes: this.nodes,
      workloads: this.workloads,
      logger: this.options.logger,
      everyMs: this.tuning.imagesEveryMs,
      now,
    });
    const nodes = NodeReporter.create({
      cluster: this.name,
      store: this.options.nodeStore,
      logger: this.options.logger,
      everyMs: this.tuning.nodesEveryMs,
      now,
      heardAtMs: () => this.heardAtMs,
    });
    const changes = ChangeReporter.create({
      cluster: this.name,
      store: this.options.changeStore,
      logger: this.options.logger,
      everyMs: this.tuning.nodesEveryMs,
      now,
    });
    const settings = SettingsReporter.create({
      cluster: this.name,
      store: this.options.settingsStore,
      pods: this.pods,
      workloads: this.workloads,
      logger: this.options.logger,
      everyMs: this.tuning.settingsEveryMs,
      now,
    });
    readOne(resources.nodes, readNode, nodeSink(this.nodes, images, nodes));
    for (const [kind, resource] of workloadResources) {
      const index = this.workloads.sinkOf(kind);
      readOne(resource, readOwnedObject, {
        ...index,
        upsert: object => {
          index.upsert(object);
          return workloadIntake.ofObject(kind, object);
        },
      });
    }
    await this.firstLists(readers, signal);
    const pods = PodIntake.create({
      ...parts,
      pods: this.pods,
      workloadIntake,
      changes,
      problems: this.problems,
    });
    readOne(resources.pods, readPod, pods);
    await this.firstLists(readers, signal);
    const { problems, lifetime } = this;
    const events = EventIntake.create({
      ...parts,
      problems,
      lifetime,
      onPulled: event => images.pulled(event),
    });
    readOne(resources.podEvents, parseEvent, eventSink(events, delivery));
    readOne(resources.nodeEvents, readNodeIncidents, {
      upsert: incidents => nodes.incidents(incidents),
    });
    await Promise.all([
      ...readers.map(({ done }) => done),
      images.run(signal),
      nodes.run(signal),
      changes.run(signal),
      settings.run(signal),
    ]);
  }

  private expectAll(): void {
    for (const resource of resources.watchedResources) {
      this.health.expect(resource, resource === resources.podEvents);
    }
  }

  private start<T>(
    resource: WatchedResource,
    parse: (raw: unknown) => T | undefined,
    sink: ReflectorSink<T>,
    signal: AbortSignal,
  ): Reader {
    const { access, logger } = this.options;
    let signalReady = () => {};
    const ready = new Promise<void>(resolve => {
      signalReady = resolve;
    });
    const reflector = Reflector.create<T>({
      access,
      cluster: this.name,
      resource,
      parse,
      sink: {
        listing: () => sink.listing?.(),
        upsert: object => sink.upsert(object),
        remove: object => sink.remove?.(object),
        listed: async version => {
          await sink.listed?.(version);
          this.noteOverflow();
          this.health.listed(resource);
          signalReady();
        },
      },
      onUnreadable: why => this.noteUnreadable(resource, why),
      onStatus: status => {
        this.health.heard(resource, status);
        if (status.phase === 'failing' || status.phase === 'stopped') {
          signalReady();
        }
      },
      logger,
      pulse: this.pulse,
      options: this.tuning.reflector,
    });
    return { ready, done: reflector.run(signal) };
  }

  /** Waits until each list is complete or fails, but not for ever: pulls matter more than their workloads. */
  private async firstLists(
    readers: readonly Reader[],
    signal: AbortSignal,
  ): Promise<void> {
    const timer = new AbortController();
    const deadline = AbortSignal.any([
      signal,
      timer.signal,
      AbortSignal.timeout(this.tuning.listWaitMs),
    ]);
    const late = new Promise<void>(resolve => {
      if (deadline.aborted) resolve();
      deadline.addEventListener('abort', () => resolve());
    });
    await Promise.race([late, Promise.all(readers.map(({ ready }) => ready))]);
    timer.abort();
  }

  private noteUnreadable(resource: WatchedResource, why: string): void {
    this.problems.note({
      code: 'unreadable-object',
      what: `Reading ${resource.title} of cluster '${this.name}'`,
      why,
      next: 'Pulls that depend on such objects may lack their workload. Report it with the version of Kubernetes.',
    });
  }

  private noteRefused(why: string): void {
    if (this.refusedLog.takes()) {
      this.options.logger.error(
        `A record of cluster '${this.name}' was refused: ${why}`,
      );
    }
    this.problems.note({
      code: 'record-refused',
      what: `Storing a record of cluster '${this.name}'`,
      why,
      next: 'Report it; the record is missing.',
    });
  }

  private noteOverflow(): void {
    if (this.pods.overflowed || this.workloads.overflowed) {
      this.problems.note({
        code: 'too-many-objects',
        what: `Remembering the pods and workloads of cluster '${this.name}'`,
        why: 'There are more than 50,000 pods, or workloads of one kind, or unusually large ones; those seen last are remembered.',
        next: 'Pulls of the others are kept too, but may miss their workload. Nothing to do.',
      });
    }
  }
}

interface Reader {
  /** Resolves when the first list is complete, or cannot be had for now. */
  ready: Promise<void>;
  done: Promise<void>;
}
