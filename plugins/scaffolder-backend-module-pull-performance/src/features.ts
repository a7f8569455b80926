import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { pullPerformanceModuleScaffolder } from './module';
import { pullPerformanceModuleTemplates } from './templates/module';

/**
 * The actions for the scaffolder and the templates for the catalog, added in one line.
 *
 * @public
 */
export const pullPerformanceScaffolderFeatures = createBackendFeatureLoader({
  loader: () => [
    pullPerformanceModuleScaffolder,
    pullPerformanceModuleTemplates,
  ],
});
