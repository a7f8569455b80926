import {
  Area,
  ClusterScore,
  confidenceOf,
  fewestGradedPulls,
  WaitSeconds,
} from 'backstage-plugin-pull-performance-common';

/** Where the average wait of one cluster goes. */
export interface ClusterSplit {
  cluster: string;
  /** Pulls that brought bytes. */
  count: number;
  averageSeconds: number;
  /** Exact; absent when no event told it. */
  queueSeconds?: number;
  queueShare?: number;
  /** Download, unpack and fixed overhead, not split. */
  restSeconds: number;
  /** Absent below five pulls. */
  p95Seconds?: number;
  confidence: Area['confidence'];
}

/** p95 where enough pulls stand behind it. */
export function p95Of(
  wait: Pick<WaitSeconds, 'count' | 'p95'> | undefined,
): number | undefined {
  return wait && wait.count >= fewestGradedPulls ? wait.p95 : undefined;
}

/** p50 where enough pulls stand behind it. */
export function p50Of(
  wait: Pick<WaitSeconds, 'count' | 'p50'> | undefined,
): number | undefined {
  return wait && wait.count >= fewestGradedPulls ? wait.p50 : undefined;
}

/** The split of every cluster that pulled bytes, slowest average first. */
export function clusterSplits(clusters: ClusterScore[]): ClusterSplit[] {
  return clusters
    .flatMap(({ cluster, gradedWaitSeconds: wait, queueShare }) => {
      if (!wait || wait.count === 0) {
        return [];
      }
      const averageSeconds = wait.sum / wait.count;
      const queueSeconds =
        queueShare === undefined ? undefined : averageSeconds * queueShare;
      return [
        {
          cluster,
          count: wait.count,
          averageSeconds,
          queueSeconds,
          queueShare,
          restSeconds: averageSeconds - (queueSeconds ?? 0),
          p95Seconds: p95Of(wait),
          // Download and unpacking are not told apart.
          confidence: confidenceOf({
            samples: wait.count,
            allMeasured: false,
          }),
        },
      ];
    })
    .sort((a, b) => b.averageSeconds - a.averageSeconds);
}
