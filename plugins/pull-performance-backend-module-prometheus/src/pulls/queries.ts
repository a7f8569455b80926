import { EngineConfig } from '../config/types';
import { selector } from '../disks/queries';
import { PullMetric, pullMetrics } from './metrics';

/** Labels that tell apart who scraped the same counter twice: jobs, services of the operator, replicas of an engine. */
const scraperLabels = [
  'job',
  'service',
  'instance',
  'prometheus_replica',
  'replica',
];

const pullDuration = 'kubelet_image_pull_duration_seconds';
const ensureRequests = 'kubelet_image_manager_ensure_image_requests_total';
/** Since containerd 2.0, and in 1.7. */
const runtimePulls = [
  'containerd_cri_sandboxed_image_pulls_total',
  'containerd_cri_image_pulls_total',
];

/**
 * The query of each metric for the hour that ends when it is evaluated: the default or that of the configuration.
 *
 * @see https://github.com/kubernetes/kubernetes (pkg/kubelet/metrics/metrics.go, pkg/kubelet/images/metrics.go)
 * @see https://github.com/containerd/containerd (internal/cri/server/images/metrics.go)
 */
export function pullQueries(
  config: EngineConfig,
): Readonly<Record<PullMetric, string>> {
  const labels = [...new Set([...config.nodeLabels, ...scraperLabels])];
  const perHour = (metric: string, ...matchers: string[]) =>
    `sum by (${labels.join(',')}) (increase(${selector(
      config,
      metric,
      matchers,
    )}[1h]))`;
  const ofRuntime = (status: string) =>
    runtimePulls
      .map(metric => perHour(metric, `status="${status}"`))
      .join(' or ');
  const queries: Record<PullMetric, string> = {
    pulls: perHour(`${pullDuration}_count`),
    waitSecondsSum: perHour(`${pullDuration}_sum`),
    requests: perHour(ensureRequests),
    presentLocally: perHour(ensureRequests, 'present_locally="true"'),
    runtimePulls: ofRuntime('success'),
    runtimeFailures: ofRuntime('failure'),
  };
  for (const { id } of pullMetrics) {
    queries[id] = config.pullQueries[id] ?? queries[id];
  }
  return queries;
}
