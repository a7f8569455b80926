import {
  ClusterDefinition,
  PoolDefinition,
  ServiceDefinition,
} from '../definitions/types';
import { osDiskOf } from '../definitions/osDisks';
import { ChangeLog } from './ChangeLog';
import { REMEMBERED_MS } from './disk/DiskLog';
import { NodeDisk } from './disk/NodeDisk';
import { EventRecorder } from './EventRecorder';
import { ImageFactory } from './ImageFactory';
import { ImagePuller } from './ImagePuller';
import { ImageStore } from './ImageStore';
import { Kubelet } from './Kubelet';
import { NodePool, PoolHost } from './NodePool';
import { Change, SimulatedNode, SimulatedObject } from './objects';
import { Pods } from './Pods';
import { Random } from './Random';
import { RegistryWeather } from './RegistryWeather';
import { Release, ReleaseTrain } from './ReleaseTrain';
import { Scheduler } from './Scheduler';
import { Timeline } from './Timeline';
import { Autoscaler } from './workloads/Autoscaler';
import { Controller } from './workloads/Controller';
import { createController } from './workloads/createController';
import { DaemonSetController } from './workloads/DaemonSetController';
import { Load } from './workloads/Load';

const MEGABYTE = 1e6;
const GIGABYTE = 1e9;
const GIBIBYTE = 1024 ** 3;
/** On the disk of a node beside its images: the system, what AKS puts into its node images, logs. */
const OTHER_GIGABYTES = 30;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How often the autoscaler of pods looks at the load. */
const SCALE_EVERY_MS = 5 * MINUTE_MS;

/**
 * One cluster: its nodes, pods, workloads and what happens to them. The same seed, definition and
 * start always give the same happenings, however the time is cut into steps.
 */
export class ClusterSimulation {
  private readonly timeline: Timeline;
  private readonly changes: ChangeLog;
  private readonly events: EventRecorder;
  private readonly pods: Pods;
  private readonly weather: RegistryWeather;
  private readonly pools = new Map<string, NodePool>();
  private readonly kubelets = new Map<SimulatedNode, Kubelet>();
  /** Those that are gone and still remembered. */
  private goneNodes: SimulatedNode[] = [];
  private readonly controllers: Controller[] = [];
  private readonly nodeRandom: Random;
  private readonly kubernetesMinor: number;

  private constructor(
    readonly definition: ClusterDefinition,
    private readonly seed: number,
    private readonly images: ImageFactory,
    startMs: number,
  ) {
    this.timeline = Timeline.create({ startMs });
    const { timeline } = this;
    const random = this.random('cluster');
    this.nodeRandom = this.random('nodes');
    this.kubernetesMinor = Number(definition.kubernetesVersion.split('.')[1]);
    this.changes = ChangeLog.create({
      timeline,
      firstRevision: random.integer(20_000_000, 90_000_000),
    });
    this.events = EventRecorder.create({
      timeline,
      changes: this.changes,
      random: this.random('events'),
    });
    this.pods = Pods.create({
      timeline,
      changes: this.changes,
      events: this.events,
      random: this.random('pods'),
    });
    this.weather = RegistryWeather.create({
      timeline,
      random: this.random('registry'),
      slowSpellEveryHours: definition.slowSpellEveryHours,
      answerMs: definition.registryAnswerMs,
    });
    this.pods.scheduler = Scheduler.create({
      timeline,
      changes: this.changes,
      events: this.events,
      pools: this.pools,
      kubelets: this.kubelets,
    });
  }

  /**
   * @param options - `startMs`: epoch milliseconds; releases are planned by UTC days from there on.
   * `images`: of the same seed, so that several clusters build each image once
   */
  static create(options: {
    seed: number;
    cluster: ClusterDefinition;
    services: readonly ServiceDefinition[];
    startMs: number;
    images?: ImageFactory;
  }): ClusterSimulation {
    const { seed, cluster, services, startMs } = options;
    const images = options.images ?? ImageFactory.create({ seed });
    const simulation = new ClusterSimulation(cluster, seed, images, startMs);
    simulation.begin(services, startMs);
    return simulation;
  }

  get nowMs(): number {
    return this.timeline.nowMs;
  }

  /** The revision of the newest change. */
  get revision(): number {
    return this.changes.revision;
  }

  /** Lets time pass. */
  runUntil(untilMs: number): void {
    this.timeline.runUntil(untilMs);
  }

  /** Hears every change from now on, in order. */
  observe(observer: ((change: Change) => void) | undefined): void {
    this.changes.observer = observer;
  }

  /** AKS names the scale set of a pool, with a number of eight digits. */
  scaleSetOf(pool: PoolDefinition): string {
    const random = this.random('scale set', pool.name);
    return `aks-${pool.name}-${random.integer(10_000_000, 49_999_999)}-vmss`;
  }

  /** The nodes that are there, and those that were there within the time that disks remember. */
  recentNodes(): SimulatedNode[] {
    return [...this.goneNodes, ...this.kubelets.keys()];
  }

  /** Everything that exists now. */
  objects(): SimulatedObject[] {
    return [
      ...this.events.current(),
      ...this.kubelets.keys(),
      ...this.controllers.flatMap(controller => controller.objects()),
      ...this.pods.all,
    ];
  }

  private random(...purpose: string[]): Random {
    return Random.create(this.seed, this.definition.name, ...purpose);
  }

  private begin(services: readonly ServiceDefinition[], startMs: number): void {
    const { timeline, definition } = this;
    for (const pool of definition.pools) {
      const host = this.poolHost();
      this.pools.set(
        pool.name,
        NodePool.create({
          definition: pool,
          timeline,
          random: this.random('pool', pool.name),
          host,
          utcOffsetHours: definition.utcOffsetHours,
        }),
      );
    }
    for (const pool of this.pools.values()) pool.begin();
    for (const service of services) this.beginService(service, startMs);
    this.everyDay(startMs, dayMs => {
      for (const pool of this.pools.values()) pool.planDay(dayMs);
    });
  }

  private beginService(service: ServiceDefinition, startMs: number): void {
    const { definition, timeline, changes, events, images, pods } = this;
    const placement = Object.entries(service.placements).find(
      ([cluster]) => cluster === definition.name,
    )?.[1];
    if (!placement) return;
    const controller = createController({
      service,
      pool: placement.pool || undefined,
      timeline,
      changes,
      events,
      images,
      pods,
      random: this.random('service', service.name),
    });
    this.controllers.push(controller);
    const random = this.random('load', service.name);
    const { utcOffsetHours, rolloutDelayMinutes } = definition;
    const load = Load.create({ service, random, utcOffsetHours });
    const [quietest, busiest] = placement.replicas;
    const wanted = () =>
      Math.round(quietest + (busiest - quietest) * load.at(timeline.nowMs));

    const train = ReleaseTrain.create({ seed: this.seed, service, startMs });
    controller.begin(train.newest, wanted());
    if (controller instanceof DaemonSetController) {
      for (const node of this.kubelets.keys()) controller.adopt(node);
    }
    if (busiest > quietest) {
      const scale = (desired: number) => controller.scale(desired);
      const autoscaler = Autoscaler.create({ wanted, scale });
      this.everyMs(SCALE_EVERY_MS, () => autoscaler.look());
    }
    const delayMs = rolloutDelayMinutes * MINUTE_MS;
    this.everyDay(startMs, dayMs => {
      for (const release of train.releasesOf(dayMs)) {
        this.arrangeRelease(controller, release, delayMs);
      }
    });
  }

  private arrangeRelease(
    controller: Controller,
    release: Release,
    delayMs: number,
  ): void {
    const { timeline } = this;
    const atMs = release.atMs + delayMs;
    if (atMs >= timeline.nowMs) {
      timeline.at(atMs, () => controller.release(release));
    }
  }

  private everyMs(stepMs: number, action: () => void): void {
    this.timeline.after(stepMs, () => {
      action();
      this.everyMs(stepMs, action);
    });
  }

  /** Now for the current UTC day, and at the start of each that follows. */
  private everyDay(startMs: number, action: (dayMs: number) => void): void {
    const dayMs = Math.floor(startMs / DAY_MS) * DAY_MS;
    action(dayMs);
    this.timeline.at(dayMs + DAY_MS, () =>
      this.everyDay(dayMs + DAY_MS, action),
    );
  }

  private poolHost(): PoolHost {
    return {
      addNode: pool => this.addNode(pool),
      removeNode: node => this.removeNode(node),
      evict: pod => this.pods.delete(pod),
      freed: () => this.pods.scheduler?.freed(),
    };
  }

  private addNode(pool: PoolDefinition): SimulatedNode {
    const { nodeRandom, timeline, definition } = this;
    const instanceId = nodeRandom.integer(0, 36 ** 5);
    const scaleSet = this.scaleSetOf(pool);
    const name = `${scaleSet}${instanceId.toString(36).padStart(6, '0')}`;
    const osDisk = osDiskOf(pool.instanceType, pool.osDisk);
    const node: SimulatedNode = {
      kind: 'Node',
      uid: nodeRandom.uid(),
      name,
      createdAtMs: timeline.nowMs,
      revision: 0,
      pool,
      scaleSet,
      instanceId,
      zone: `${definition.region}-${nodeRandom.integer(1, 3)}`,
      ip: this.freeAddress(),
      images: ImageStore.create({
        capacityBytes: osDisk.gibibytes * GIBIBYTE,
        otherBytes: (pool.otherGigabytes ?? OTHER_GIGABYTES) * GIGABYTE,
      }),
      disk: NodeDisk.create({
        facts: osDisk,
        random: this.random('disk', name),
        nowMs: timeline.nowMs,
      }),
      pods: new Set(),
      cordoned: false,
    };
    this.kubelets.set(node, this.kubeletFor(node));
    this.changes.record('ADDED', node);
    for (const controller of this.controllers) controller.nodeAdded(node);
    return node;
  }

  private freeAddress(): string {
    const { nodeRandom } = this;
    const used = new Set([...this.kubelets.keys()].map(({ ip }) => ip));
    for (;;) {
      const subnet = nodeRandom.integer(0, 3);
      const ip = `10.224.${subnet}.${nodeRandom.integer(4, 250)}`;
      if (!used.has(ip)) return ip;
    }
  }

  private kubeletFor(node: SimulatedNode): Kubelet {
    const { timeline, changes, events, weather, pods } = this;
    const { pool } = node;
    return Kubelet.create({
      node,
      timeline,
      changes,
      events,
      random: this.random('kubelet', node.name),
      kubernetesMinor: this.kubernetesMinor,
      puller: ImagePuller.create({
        timeline,
        store: node.images,
        weather,
        linkBytesPerSecond: pool.linkMegabytesPerSecond * MEGABYTE,
        disk: node.disk,
        maxParallelPulls: pool.maxParallelPulls,
      }),
      onReady: pod => pod.controller.podReady(pod),
      onFinished: pod => pod.controller.podFinished(pod),
      onGone: pod => pods.gone(pod),
    });
  }

  private removeNode(node: SimulatedNode): void {
    for (const pod of [...node.pods]) this.pods.gone(pod);
    this.kubelets.get(node)?.shutDown();
    this.kubelets.delete(node);
    const { nowMs } = this.timeline;
    node.removedAtMs = nowMs;
    this.goneNodes = [
      ...this.goneNodes.filter(
        ({ removedAtMs = 0 }) => removedAtMs > nowMs - REMEMBERED_MS,
      ),
      node,
    ];
    this.changes.record('DELETED', node);
  }
}
