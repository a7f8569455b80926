import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  pullPerformanceNodesExtensionPoint,
  pullPerformanceRegistriesExtensionPoint,
} from 'backstage-plugin-pull-performance-node';
import { readAzureConfig } from './config/azureConfig';
import { createSources } from './sources';

/**
 * Reads nodes, their disks and container registries of AKS clusters from Azure, for the clusters of `pullPerformance.nodeDisks.azure`.
 *
 * @public
 */
export const pullPerformanceModuleAzure = createBackendModule({
  pluginId: 'pull-performance',
  moduleId: 'azure',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        nodes: pullPerformanceNodesExtensionPoint,
        registries: pullPerformanceRegistriesExtensionPoint,
      },
      async init({ config, nodes, registries }) {
        const clusters = readAzureConfig(config);
        if (clusters.length === 0) return;
        const sources = createSources({ clusters });
        nodes.addDiskSource(sources.disks);
        nodes.addFactSource(sources.facts);
        registries.addRegistryCredentials(sources.registries);
      },
    });
  },
});
