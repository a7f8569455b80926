import {
  PodSettingsDefinition,
  PoolDefinition,
  PullPolicy,
} from '../definitions/types';
import { NodeDisk } from './disk/NodeDisk';
import { Image } from './images';
import { ImageStore } from './ImageStore';

/** What all objects of a cluster have. Times are epoch milliseconds. */
interface ObjectBase {
  readonly uid: string;
  readonly createdAtMs: number;
  /** The cluster's revision when it last changed. */
  revision: number;
}

interface Named extends ObjectBase {
  readonly name: string;
}

export interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

export interface ContainerTemplate {
  name: string;
  init: boolean;
  image: Image;
  policy: PullPolicy;
}

/** What the pods of one revision of a workload have in common. */
export interface PodTemplate {
  service: string;
  containers: readonly ContainerTemplate[];
  /** Pool that the pods ask for; any when absent. */
  pool?: string;
  settings: PodSettingsDefinition;
  slots: number;
  startSeconds: number;
  /** Pods of Jobs end after this. */
  runSeconds?: number;
}

/** Who keeps a pod going, and so must hear of it. */
export interface PodController {
  podReady(pod: SimulatedPod): void;
  podFinished(pod: SimulatedPod): void;
  podGone(pod: SimulatedPod): void;
}

/** What the kubelet knows of a container. */
export interface ContainerState {
  template: ContainerTemplate;
  /** `Waiting` has a reason as `PodInitializing`, `ContainerCreating`, `ErrImagePull`. */
  waiting?: { reason: string; message?: string };
  startedAtMs?: number;
  finishedAtMs?: number;
}

export interface SimulatedPod extends Named {
  readonly kind: 'Pod';
  readonly namespace: string;
  readonly generateName?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: Owner;
  readonly template: PodTemplate;
  readonly controller: PodController;
  readonly containers: readonly ContainerState[];
  readonly ip: string;
  node?: SimulatedNode;
  scheduledAtMs?: number;
  acknowledgedAtMs?: number;
  sandboxAtMs?: number;
  initializedAtMs?: number;
  readyAtMs?: number;
  finishedAtMs?: number;
  /** From when on it is being deleted. */
  deletedAtMs?: number;
  gone: boolean;
}

export interface SimulatedNode extends Named {
  readonly kind: 'Node';
  readonly pool: PoolDefinition;
  /** Of machines that Azure makes alike, and which of them this one is. */
  readonly scaleSet: string;
  readonly instanceId: number;
  readonly zone: string;
  readonly ip: string;
  readonly images: ImageStore;
  readonly disk: NodeDisk;
  readonly pods: Set<SimulatedPod>;
  /** No more pods are placed on it. */
  cordoned: boolean;
  /** When it ceased to be. */
  removedAtMs?: number;
}

export interface SimulatedWorkload extends Named {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob';
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  template: PodTemplate;
  generation: number;
  desired: number;
  pods: number;
  updated: number;
  ready: number;
  /** CronJobs. */
  everyMinutes?: number;
  lastScheduledAtMs?: number;
}

export interface SimulatedReplicaSet extends Named {
  readonly kind: 'ReplicaSet';
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: Owner;
  readonly template: PodTemplate;
  readonly templateHash: string;
  readonly deploymentRevision: number;
  desired: number;
  pods: number;
  ready: number;
}

export interface SimulatedJob extends Named {
  readonly kind: 'Job';
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: Owner;
  readonly template: PodTemplate;
  finishedAtMs?: number;
}

/** An event, as it is at one moment: a new count makes a new value. */
export interface SimulatedEvent extends ObjectBase {
  readonly kind: 'Event';
  readonly involved: {
    apiVersion: string;
    kind: string;
    namespace: string;
    name: string;
    uid: string;
    revision: number;
    fieldPath?: string;
  };
  readonly reason: string;
  readonly type: 'Normal' | 'Warning';
  readonly message: string;
  readonly component: string;
  /** The node, when the kubelet says it. */
  readonly host?: string;
  readonly count: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

export type SimulatedObject =
  | SimulatedPod
  | SimulatedNode
  | SimulatedWorkload
  | SimulatedReplicaSet
  | SimulatedJob
  | SimulatedEvent;

/** A change as a watch tells it. The object goes on changing: who needs it as it was must copy it at once. */
export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: SimulatedObject;
  /** Epoch milliseconds. */
  atMs: number;
}
