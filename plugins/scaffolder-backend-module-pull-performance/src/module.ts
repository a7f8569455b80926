import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  scaffolderActionsExtensionPoint,
  scaffolderServiceRef,
} from '@backstage/plugin-scaffolder-node';
import { PullPerformanceApi } from './api/PullPerformanceApi';
import { createChangeRecordAction } from './changes/createChangeRecordAction';
import { createPrepullAddAction } from './prepull/createPrepullAddAction';
import { createChangesPlaceAction } from './publish/createChangesPlaceAction';
import { createPullPolicySetAction } from './pullPolicy/createPullPolicySetAction';
import { createEstargzAddAction } from './estargz/createEstargzAddAction';
import { createScorecardGetAction } from './scorecard/createScorecardGetAction';
import { createSourceFetchAction } from './source/createSourceFetchAction';
import { PullRequestAccess } from './source/PullRequestAccess';

/**
 * The actions that read the facts of a service, put fixes into its repository and record what was changed.
 *
 * @public
 */
export const pullPerformanceModuleScaffolder = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'pull-performance',
  register(reg) {
    reg.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        reader: coreServices.urlReader,
        scaffolder: scaffolderServiceRef,
      },
      async init(services) {
        const { auth, catalog, discovery, reader, scaffolder } = services;
        const api = PullPerformanceApi.create({ auth, discovery });
        const integrations = ScmIntegrations.fromConfig(services.config);
        services.actions.addActions(
          createScorecardGetAction({ api }),
          createSourceFetchAction({
            catalog,
            integrations,
            reader,
            access: PullRequestAccess.create({ integrations, scaffolder }),
          }),
          createPrepullAddAction(),
          createEstargzAddAction(),
          createPullPolicySetAction(),
          createChangesPlaceAction(),
          createChangeRecordAction({ api }),
        );
      },
    });
  },
});
