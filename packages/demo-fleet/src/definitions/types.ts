import { MachineSize } from './machines';
import { OsDisk } from './osDisks';

/** As Kubernetes and OCI images name it. */
export type Architecture = 'amd64' | 'arm64';

/** One instruction of a Dockerfile. `{arch}` in it stands for the architecture. */
export interface BuildStep {
  /** `RUN npm ci`, `ENV A=b`. What begins with no instruction stands in the history as it is. */
  instruction: string;
  /** Compressed size of the layer it makes, in MB of 10⁶ bytes; absent when it makes none. */
  megabytes?: number;
  /** After how many releases its content changes; absent: only when something below it changes. */
  changesEvery?: number;
}

/** What base images themselves begin with. Those of one distribution share its layer, as long as they are of the same time. */
export interface DistributionDefinition {
  step: BuildStep;
  renewedEveryDays: number;
}

/** What a base image is made of. */
export interface BaseImageDefinition {
  /** As Dockerfiles name it after `FROM`. */
  reference: string;
  distribution: DistributionDefinition;
  /** On top of the distribution, in order. */
  steps: readonly BuildStep[];
  /** Scripts and their packages: many small files come with what stands on it. */
  smallFiles?: boolean;
  /** How often its maintainers publish it anew, which changes every layer but perhaps the first. */
  renewedEveryDays: number;
}

/** How one image of a service is built. */
export interface ImageDefinition {
  repository: string;
  base: string;
  /** The Dockerfile after `FROM`. A layer is built anew when it or anything below it changes. */
  steps: readonly BuildStep[];
  /** Pods name this tag instead of the version, so that the same reference gets new content. */
  movingTag?: string;
  /** `docker`: schema 2, of a builder that is no longer developed. Default: `oci`, of BuildKit. */
  format?: 'oci' | 'docker';
  /** `zstd`: of what comes on top of the base. `estargz`: of every layer. Default: `gzip`. */
  compression?: 'gzip' | 'zstd' | 'estargz';
  /** More than one makes it an index with attestations. Default: amd64 alone, without an index. */
  architectures?: readonly Architecture[];
  /** Says in annotations what it stands on. */
  namesBase?: boolean;
}

export type PullPolicy = 'IfNotPresent' | 'Always';

export interface ContainerDefinition {
  name: string;
  image: ImageDefinition;
  policy?: PullPolicy;
  /** Runs to its end before the others start. */
  init?: boolean;
}

export type WorkloadKind =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'CronJob';

/** Where and how large a service runs in one cluster. */
export interface PlacementDefinition {
  pool: string;
  /** Pods at the quietest and at the busiest time. */
  replicas: readonly [quietest: number, busiest: number];
}

/** What pods ask for beside their pool, as in their specification. */
export interface PodSettingsDefinition {
  /** Default: `default`. */
  serviceAccount?: string;
  imagePullSecrets?: readonly string[];
  priorityClass?: string;
  /** Runs on nodes of this architecture only, says its affinity. */
  architecture?: Architecture;
  /** Runs on every node, whatever taints it has. */
  toleratesAll?: boolean;
}

/** A service as its team runs it. */
export interface ServiceDefinition {
  name: string;
  namespace: string;
  kind: WorkloadKind;
  containers: readonly ContainerDefinition[];
  settings?: PodSettingsDefinition;
  /** By cluster. */
  placements: Readonly<Record<string, PlacementDefinition>>;
  /** Mean releases on a working day. */
  releasesPerWorkday: number;
  /** Share of the releases whose tag nobody pushed. */
  forgottenPushShare?: number;
  /** From the container's start to readiness. */
  startSeconds: number;
  /** Part of a node that a pod needs: nodes have slots. Default 1. */
  slots?: number;
  /** CronJobs: minutes between runs, and how long a run takes. */
  everyMinutes?: number;
  runSeconds?: number;
  /** Work comes in bursts, not with the hour of the day: hours between them. */
  burstEveryHours?: number;
}

/** Nodes that are alike. */
export interface PoolDefinition {
  name: string;
  instanceType: MachineSize;
  /** Where images lie. */
  osDisk: OsDisk;
  /** Default: amd64. */
  architecture?: Architecture;
  nodes: readonly [fewest: number, most: number];
  slotsPerNode: number;
  /** To the registry, compressed bytes. */
  linkMegabytesPerSecond: number;
  /** 1 is `serializeImagePulls: true`. */
  maxParallelPulls: number;
  /** On the disk beside images; default 30. */
  otherGigabytes?: number;
  /** Spot nodes: mean hours until the cloud takes one back. */
  lifetimeHours?: number;
  /** Day of the week (0 is Sunday) on whose night the nodes get a new node image. */
  upgradeWeekday?: number;
}

/** Azure Monitor, which knows what it sells, or a Prometheus, to whose users somebody must tell it. */
export type DiskSourceDefinition =
  | { kind: 'azure' }
  | {
      kind: 'prometheus';
      /** Whether somebody wrote down what the disks let through. */
      limitsKnown: boolean;
      pressureFrom: PressureFrom;
    };

/**
 * Who tells the pressure of the I/O: node-exporter's collector `pressure`, or the kubelet's cAdvisor of the root control group, where that
 * collector is switched off.
 */
export type PressureFrom = 'node-exporter' | 'cadvisor';

export interface ClusterDefinition {
  /** Also the name of its kubeconfig context. */
  name: string;
  region: string;
  utcOffsetHours: number;
  kubernetesVersion: string;
  containerdVersion: string;
  /** Median time to ask the registry for a token and a manifest. */
  registryAnswerMs: number;
  /** How long after a release this cluster gets it. */
  rolloutDelayMinutes: number;
  /** Mean hours between slow spells of the registry as seen from here. */
  slowSpellEveryHours: number;
  /** Who measures the disks of its nodes. */
  disksFrom: DiskSourceDefinition;
  pools: readonly PoolDefinition[];
}
