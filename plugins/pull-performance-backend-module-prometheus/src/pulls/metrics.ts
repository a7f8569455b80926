import { PullMetricHour } from 'backstage-plugin-pull-performance-node';

/** What nodes count of pulls; the names of `PullMetricHour`. */
export type PullMetric = Exclude<keyof PullMetricHour, 'startMs'>;

/** How a metric is spoken of, and what it can be. */
export interface PullMetricDefinition {
  id: PullMetric;
  /** In a sentence: `pulls by kubelets`. */
  name: string;
  /** What an hour of a node can have at most; more was measured in another unit, or not at all. */
  most: number;
  /** A part of this one: where it is told and the part has no series, there was none. */
  partOf?: PullMetric;
}

/** Thousands a second. */
const mostPulls = 1e7;

/** All metrics, in the order in which they are asked for. */
export const pullMetrics: readonly PullMetricDefinition[] = [
  { id: 'pulls', name: 'pulls by kubelets', most: mostPulls },
  // A kubelet that pulls hundreds of images at once waits for all of them.
  { id: 'waitSecondsSum', name: 'waits for pulls by kubelets', most: 1e10 },
  { id: 'requests', name: 'requests for images', most: mostPulls },
  {
    id: 'presentLocally',
    name: 'requests that found their image',
    most: mostPulls,
    partOf: 'requests',
  },
  { id: 'runtimePulls', name: 'pulls by containerd', most: mostPulls },
  {
    id: 'runtimeFailures',
    name: 'failed pulls by containerd',
    most: mostPulls,
    partOf: 'runtimePulls',
  },
];
