import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogProcessingExtensionPoint } from '@backstage/plugin-catalog-node';
import { readTemplatesConfig } from './config';
import { templatesFolder } from './templateFiles';
import { TemplateProvider } from './TemplateProvider';

/**
 * Puts the templates of this package into the catalog, unless `pullPerformance.templates.enabled` is false.
 *
 * @public
 */
export const pullPerformanceModuleTemplates = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'pull-performance-templates',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        catalog: catalogProcessingExtensionPoint,
      },
      async init({ config, logger, catalog }) {
        const { enabled, owner } = readTemplatesConfig(config);
        if (!enabled) return;
        catalog.addEntityProvider(
          TemplateProvider.create({ folder: templatesFolder(), owner, logger }),
        );
      },
    });
  },
});
