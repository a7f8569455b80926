import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { ClusterAccess } from './ClusterAccess';

/**
 * Adds ways to read clusters, beside the Kubernetes plugin and kubeconfig files.
 *
 * @public
 */
export interface PullPerformanceClustersExtensionPoint {
  /** Adds an access; where two know a cluster by the same name, the one added here wins. */
  addClusterAccess(access: ClusterAccess): void;
}

/**
 * The extension point for reading clusters.
 *
 * @public
 */
export const pullPerformanceClustersExtensionPoint =
  createExtensionPoint<PullPerformanceClustersExtensionPoint>({
    id: 'pull-performance.clusters',
  });
