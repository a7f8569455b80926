import {
  Platform,
  PodSettings,
  PoolOfNodes,
  PrepullTechnique,
} from 'backstage-plugin-pull-performance-common';

export { type PrepullTechnique } from 'backstage-plugin-pull-performance-common';

/** `daemonset`: on every node, also new ones, all the time. `cronjob`: at set times. */
export type PrepullMode = 'daemonset' | 'cronjob';

/** The workload whose images are pulled early. */
export interface PrepullWorkload {
  kind: string;
  name: string;
  /** Written into the manifests; absent where whoever applies them decides, as Helm does. */
  namespace?: string;
}

/** Quantities as Kubernetes writes them: `1m`, `32Mi`. */
export interface ContainerResources {
  requests?: { cpu?: string; memory?: string };
  limits?: { cpu?: string; memory?: string };
}

/** When a CronJob runs, and on how many nodes. */
export interface PrepullSchedule {
  /** Five fields, or a name such as `@daily`. */
  schedule: string;
  /** Of the time zone database; by default `Etc/UTC`. */
  timeZone?: string;
  /** How many nodes the images are to be on: one pod each. */
  nodes: number;
}

/** Everything that decides what the manifests say. */
export interface PrepullOptions {
  workload: PrepullWorkload;
  /** By default {@link prepullName}. */
  name?: string;
  /** References as the workload's pods name them; at most 20. */
  images: readonly string[];
  technique: PrepullTechnique;
  /** What a CronJob needs; absent for a DaemonSet. */
  cronJob?: PrepullSchedule;
  /** Of the workload's pods; by default nothing restricts where they run. */
  settings?: Partial<PodSettings>;
  /** Only nodes of one of these; by default of any. */
  pools?: readonly Pick<PoolOfNodes, 'label' | 'value'>[];
  /** Values of `topology.kubernetes.io/zone`; by default all. */
  zones?: readonly string[];
  /** Only nodes of one of these architectures; by default of any. Always Linux only. */
  platforms?: readonly Platform[];
  resources?: ContainerResources;
  priorityClassName?: string;
  /** How many nodes' pods are replaced at a time when the DaemonSet changes: a number or a percentage; by default `10%`. */
  maxUnavailable?: string;
  /** A container that only waits; by default {@link defaultPauseImage}. */
  pauseImage?: string;
  /** An image with a static busybox at `/bin/busybox`; by default {@link defaultToolImage}. */
  toolImage?: string;
}

/** Waits for ever, for some 300 kB. */
export const defaultPauseImage = 'registry.k8s.io/pause:3.10.1';

/** Its `/bin/busybox` is linked statically, so that it runs in any image. */
export const defaultToolImage = 'docker.io/library/busybox:1.37.0-musl';
