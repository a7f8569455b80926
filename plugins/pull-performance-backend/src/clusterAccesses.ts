import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { ClusterAccess } from 'backstage-plugin-pull-performance-node';
import { PullPerformanceConfig } from './config';
import {
  clustersOfKubeconfig,
  KubeconfigCluster,
} from './kubernetes/access/kubeconfigFiles';
import { KubeconfigClusterAccess } from './kubernetes/access/KubeconfigClusterAccess';
import { KubernetesPluginClusterAccess } from './kubernetes/access/KubernetesPluginClusterAccess';

/**
 * The ways to read clusters that the configuration asks for, the most
 * important first: where two know a name, the earlier one reads the cluster.
 *
 * @throws InputError for a kubeconfig that cannot be read, or a context it does not have
 */
export async function configuredClusterAccesses(options: {
  config: PullPerformanceConfig;
  auth: AuthService;
  discovery: DiscoveryService;
}): Promise<ClusterAccess[]> {
  const { config, auth, discovery } = options;
  const named = new Set(config.clusters.map(({ name }) => name));
  const clusters = [
    ...config.clusters,
    ...(await contextsOf(config.kubeconfig)).filter(
      ({ name }) => !named.has(name),
    ),
  ];
  const accesses: ClusterAccess[] = [];
  if (clusters.length > 0) {
    accesses.push(KubeconfigClusterAccess.create({ clusters }));
  }
  if (config.kubernetesPlugin.enabled) {
    accesses.push(KubernetesPluginClusterAccess.create({ auth, discovery }));
  }
  return accesses;
}

async function contextsOf(
  kubeconfig: PullPerformanceConfig['kubeconfig'],
): Promise<KubeconfigCluster[]> {
  if (!kubeconfig) {
    return [];
  }
  const clusters = await clustersOfKubeconfig(kubeconfig.file);
  const { contexts } = kubeconfig;
  const missing = contexts?.find(
    context => !clusters.some(({ name }) => name === context),
  );
  if (missing !== undefined) {
    throw new InputError(
      `pullPerformance.kubeconfig.contexts names ${missing}, which ${
        kubeconfig.file
      } does not have; it has ${clusters.map(({ name }) => name).join(', ')}`,
    );
  }
  return clusters.filter(({ name }) => contexts?.includes(name) ?? true);
}
