import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { pullPerformanceNodesExtensionPoint } from 'backstage-plugin-pull-performance-node';
import { readPrometheusConfig } from './config/readPrometheusConfig';
import { ConfiguredLimitSource } from './ConfiguredLimitSource';
import { PrometheusDiskSource } from './PrometheusDiskSource';
import { PrometheusPullMetricSource } from './PrometheusPullMetricSource';

/**
 * Measures the disks of nodes through engines that answer PromQL, and reads what nodes count of pulls: Prometheus, Thanos, Mimir, VictoriaMetrics,
 * Azure Managed Prometheus. Without
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
        const disks = PrometheusDiskSource.create({ configs });
        const pulls = PrometheusPullMetricSource.create({ configs });
        nodes.addDiskSource(disks);
        nodes.addFactSource(ConfiguredLimitSource.create({ configs }));
        nodes.addPullMetricSource(pulls);
        lifecycle.addShutdownHook(async () => {
          await Promise.all([disks.close(), pulls.close()]);
        });
      },
    });
  },
});
