import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { pullPerformanceNodesExtensionPoint } from 'backstage-plugin-pull-performance-node';
import { readPrometheusConfig } from './config/readPrometheusConfig';
import { ConfiguredLimitSource } from './ConfiguredLimitSource';
import { PrometheusDiskSource } from './PrometheusDiskSource';

/**
 * Measures the disks of nodes through engines that answer PromQL: Prometheus, Thanos, Mimir, VictoriaMetrics, Azure Managed Prometheus. Without
 * `pullPerformance.nodeDisks.prometheus` it does nothing.
 *
 * @public
 */
export const pullPerformanceModulePrometheus = createBackendModule({
  pluginId: 'pull-performance',
  moduleId: 'prometheus',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.lifecycle,
        nodes: pullPerformanceNodesExtensionPoint,
      },
      async init({ config, lifecycle, nodes }) {
        const configs = readPrometheusConfig(config);
        if (configs.length === 0) return;
        const source = PrometheusDiskSource.create({ configs });
        nodes.addDiskSource(source);
        nodes.addFactSource(ConfiguredLimitSource.create({ configs }));
        lifecycle.addShutdownHook(() => source.close());
      },
    });
  },
});
