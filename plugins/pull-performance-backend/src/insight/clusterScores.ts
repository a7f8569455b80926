import {
  ClusterScore,
  FailureCause,
  FailureSummary,
} from 'backstage-plugin-pull-performance-common';
import { PodStartAggregate, PullAggregate } from '../store/PullStore';
import { grouped } from './grouped';
import { figuresOf, quantilesOf } from './pullFigures';

/** What the store knows of a service in a window. */
export interface ServiceData {
  /** By cluster, outcome and cause. */
  pulls: PullAggregate[];
  podStarts: PodStartAggregate[];
  /** The newest failure of each cluster and cause. */
  failures: { cluster: string; cause: FailureCause; message: string }[];
}

/** The figures of each cluster, slowest first. */
export function clusterScores(data: ServiceData): ClusterScore[] {
  const pulls = grouped(data.pulls, ({ cluster = '' }) => cluster);
  const podStarts = grouped(data.podStarts, ({ cluster }) => cluster);
  const clusters = new Set([...pulls.keys(), ...podStarts.keys()]);
  const p95Of = (score: ClusterScore) => score.gradedWaitSeconds?.p95 ?? -1;
  return [...clusters]
    .map(cluster =>
      clusterScore(cluster, {
        pulls: pulls.get(cluster) ?? [],
        podStarts: podStarts.get(cluster) ?? [],
        failures: data.failures.filter(failure => failure.cluster === cluster),
      }),
    )
    .sort(
      (one, other) =>
        p95Of(other) - p95Of(one) || (one.cluster < other.cluster ? -1 : 1),
    );
}

/** The figures of all clusters together; absent without pulls. */
export function allClustersScore(data: ServiceData): ClusterScore | undefined {
  return data.pulls.length > 0 ? clusterScore('', data) : undefined;
}

function clusterScore(cluster: string, data: ServiceData): ClusterScore {
  const { podStarts } = data;
  const sumOf = (valueOf: (one: PodStartAggregate) => number) =>
    podStarts.reduce((sum, one) => sum + valueOf(one), 0);
  const observedSeconds = sumOf(one => one.observedReadySecondsSum);
  return {
    cluster,
    ...figuresOf(data.pulls),
    starts: sumOf(one => one.starts),
    timeToReadySeconds: quantilesOf(
      podStarts.map(({ readySketch }) => readySketch),
    ),
    imageShare:
      observedSeconds > 0
        ? Math.min(
            1,
            sumOf(one => one.readyImageWaitSecondsSum) / observedSeconds,
          )
        : undefined,
    imageWaitSeconds: imageWaitSecondsOf(podStarts),
    failures: failureSummaries(data),
  };
}

/**
 * What all pods waited for images. Absent when no pull of any pod is known:
 * then the wait is unknown, not zero.
 */
export function imageWaitSecondsOf(
  podStarts: readonly PodStartAggregate[],
): number | undefined {
  const known = podStarts.some(
    one => one.observedReadySecondsSum > 0 || one.imageWaitSecondsSum > 0,
  );
  return known
    ? podStarts.reduce((sum, one) => sum + one.imageWaitSecondsSum, 0)
    : undefined;
}

function failureSummaries(data: ServiceData): FailureSummary[] {
  const failed = data.pulls.filter(({ outcome }) => outcome === 'failed');
  const byCause = grouped(failed, ({ cause = 'other' }) => cause);
  return [...byCause]
    .map(([cause, aggregates]) => ({
      cause,
      count: aggregates.reduce((sum, { count }) => sum + count, 0),
      example: data.failures.find(failure => failure.cause === cause)?.message,
    }))
    .sort((one, other) => other.count - one.count);
}
