import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { ClusterAccess } from './ClusterAccess';
import { NodeDiskSource, NodeFactSource } from './NodeSources';
import { PullMetricSource } from './PullMetricSource';
import { RegistryCredentialsProvider } from './RegistryCredentials';

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

/**
 * Adds credentials of registries, beside those of the configuration.
 *
 * @public
 */
export interface PullPerformanceRegistriesExtensionPoint {
  /** Adds a provider. The configuration's credentials come first, then the providers in the order in which they were added. */
  addRegistryCredentials(provider: RegistryCredentialsProvider): void;
}

/**
 * The extension point for reading registries.
 *
 * @public
 */
export const pullPerformanceRegistriesExtensionPoint =
  createExtensionPoint<PullPerformanceRegistriesExtensionPoint>({
    id: 'pull-performance.registries',
  });

/**
 * Adds sources of what is known about nodes and their disks.
 *
 * @remarks
 * Where several know the same of a node, the one that was added first is believed.
 *
 * @public
 */
export interface PullPerformanceNodesExtensionPoint {
  /** Adds what measures disks. */
  addDiskSource(source: NodeDiskSource): void;
  /** Adds what knows machines, disks and how kubelets are set up. */
  addFactSource(source: NodeFactSource): void;
  /** Adds what knows how nodes themselves count pulls. */
  addPullMetricSource(source: PullMetricSource): void;
}

/**
 * The extension point for nodes and their disks.
 *
 * @public
 */
export const pullPerformanceNodesExtensionPoint =
  createExtensionPoint<PullPerformanceNodesExtensionPoint>({
    id: 'pull-performance.nodes',
  });
