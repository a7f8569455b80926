import { Platform } from 'backstage-plugin-pull-performance-common';
import { WorkloadKey } from '../../store/PullStore';
import { OccurrenceCounter } from '../events/occurrences';
import { LruMap } from '../LruMap';
import { Labels } from '../workloads/labels';
import { OwnedObject, PodObject } from '../workloads/objects';
import { PodStartState } from '../workloads/podStart';
import { WorkloadLookup } from '../workloads/resolveWorkload';

// Of all pushing clusters together: their number is not ours to choose.
/** About 1 kB each. */
const MAX_PODS = 30_000;
/** About 500 bytes each. */
const MAX_WORKLOADS = 50_000;
const MAX_NODES = 20_000;
/** About 200 bytes each. */
const MAX_EVENTS = 50_000;
const MAX_STARTS = 50_000;
/** About 300 bytes each. */
const MAX_IMAGES = 30_000;
const MAX_GONE_PODS = 20_000;

/** What is remembered of a workload. */
interface KnownWorkload {
  /** The controller itself, or what the store knows of its labels. */
  object?: OwnedObject;
  /** Labels of one of its pods, or what the store knows of them. */
  podLabels?: Labels;
  /** What was stored of it last. */
  told?: string;
}

/** What is remembered of a node. */
interface KnownNode {
  pool?: string;
  platform?: Platform;
}

/** Of which time it was stored that an image ran, epoch milliseconds. */
interface ToldImage {
  from: number;
  to: number;
}

/** Digest of what was stored of the newest pod of a workload, and when, epoch milliseconds. */
interface ToldSettings {
  digest: string;
  atMs: number;
}

/**
 * What pushed objects said so far. It is a cache: any replica may receive any part of what a cluster pushes, and what
 * this one does not remember is asked of the store, so nothing here may be needed to be right.
 */
export class PushMemory {
  private readonly pods = LruMap.create<string, PodObject>({
    maxSize: MAX_PODS,
  });
  private readonly gonePods = LruMap.create<string, WorkloadKey>({
    maxSize: MAX_GONE_PODS,
  });
  private readonly workloads = LruMap.create<string, KnownWorkload>({
    maxSize: MAX_WORKLOADS,
  });
  private readonly nodes = LruMap.create<string, KnownNode>({
    maxSize: MAX_NODES,
  });
  private readonly images = LruMap.create<string, ToldImage>({
    maxSize: MAX_IMAGES,
  });
  private readonly settings = LruMap.create<string, ToldSettings>({
    maxSize: MAX_WORKLOADS,
  });
  private readonly starts = LruMap.create<string, PodStartState>({
    maxSize: MAX_STARTS,
  });
  private readonly counter = OccurrenceCounter.create({
    maxEvents: MAX_EVENTS,
  });

  private constructor() {}

  static create(): PushMemory {
    return new PushMemory();
  }

  /** What is remembered of one cluster. */
  of(cluster: string): ClusterMemory {
    const { pods, gonePods, workloads, nodes, images, starts } = this;
    const { settings } = this;
    const keyOf = (name: string) => `${cluster}\n${name}`;
    const workloadKey = (kind: string, namespace: string, name: string) =>
      keyOf(`${kind}/${namespace}/${name}`);
    return {
      // Nothing is ever known to be absent.
      wasListed: () => false,
      get: (kind, namespace, name) =>
        workloads.get(workloadKey(kind, namespace, name))?.object,
      workload: (kind, namespace, name) =>
        workloads.get(workloadKey(kind, namespace, name)) ?? {},
      setWorkload: (kind, namespace, name, facts) => {
        const key = workloadKey(kind, namespace, name);
        workloads.set(key, { ...workloads.get(key), ...facts });
      },
      pod: uid => pods.get(keyOf(uid)),
      setPod: pod => {
        pods.set(keyOf(pod.uid), pod);
      },
      gonePod: uid => gonePods.get(keyOf(uid)),
      setGonePod: (uid, workload) => {
        gonePods.set(keyOf(uid), workload);
      },
      nodePool: node => nodes.get(keyOf(node))?.pool,
      nodePlatform: node => nodes.get(keyOf(node))?.platform,
      setNode: (node, facts) => {
        nodes.set(keyOf(node), facts);
      },
      image: key => images.get(keyOf(key)),
      setImage: (key, told) => {
        images.set(keyOf(key), told);
      },
      settings: workload => settings.get(keyOf(workload)),
      setSettings: (workload, told) => {
        settings.set(keyOf(workload), told);
      },
      start: uid => starts.get(keyOf(uid)),
      setStart: (uid, state) => {
        starts.set(keyOf(uid), state);
      },
      counter: this.counter,
      keyOf,
    };
  }
}

/** What is remembered of one cluster. */
export interface ClusterMemory extends WorkloadLookup {
  workload(kind: string, namespace: string, name: string): KnownWorkload;
  setWorkload(
    kind: string,
    namespace: string,
    name: string,
    facts: KnownWorkload,
  ): void;
  pod(uid: string): PodObject | undefined;
  setPod(pod: PodObject): void;
  /** The workload of a pod of which nothing else is known. */
  gonePod(uid: string): WorkloadKey | undefined;
  setGonePod(uid: string, workload: WorkloadKey): void;
  nodePool(node: string): string | undefined;
  nodePlatform(node: string): Platform | undefined;
  setNode(node: string, facts: KnownNode): void;
  /** Of which time it was stored that an image ran. */
  image(key: string): ToldImage | undefined;
  setImage(key: string, told: ToldImage): void;
  /** What was stored of the newest pod of a workload. */
  settings(workload: string): ToldSettings | undefined;
  setSettings(workload: string, told: ToldSettings): void;
  /** How far a pod's start was stored. */
  start(uid: string): PodStartState | undefined;
  setStart(uid: string, state: PodStartState): void;
  /** Counts the events of all clusters, each by its `keyOf`. */
  readonly counter: OccurrenceCounter;
  keyOf(uid: string): string;
}
