import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { pullPerformancePermissions } from 'backstage-plugin-pull-performance-common';
import {
  ClusterAccess,
  NodeDiskSource,
  NodeFactSource,
  PullMetricSource,
  pullPerformanceClustersExtensionPoint,
  pullPerformanceNodesExtensionPoint,
  pullPerformanceRegistriesExtensionPoint,
  RegistryCredentialsProvider,
} from 'backstage-plugin-pull-performance-node';
import { actionsRegistryServiceRef } from './actions/actionsRegistry';
import { createGetScorecardAction } from './actions/createGetScorecardAction';
import { createListFixesAction } from './actions/createListFixesAction';
import { Answers } from './api/Answers';
import { EntityAccess } from './api/EntityAccess';
import { otlpLogsHandler } from './api/otlp/otlpLogsHandler';
import { createRouter } from './api/router';
import { configuredClusterAccesses } from './clusterAccesses';
import { readPullPerformanceConfig } from './config';
import { ClusterDirectory } from './kubernetes/access/ClusterDirectory';
import { Collectors } from './kubernetes/collect/Collectors';
import { NodeJudge } from './insight/nodes/NodeJudge';
import { PushIntake } from './kubernetes/push/PushIntake';
import { ServiceLinker } from './kubernetes/services/ServiceLinker';
import { scheduleNodeReading } from './nodeReading';
import { KubeletSource } from './nodes/kubelet/KubeletSource';
import { NodeReader } from './nodes/NodeReader';
import { NodeSources } from './nodes/NodeSources';
import { schedulePruning } from './pruning';
import { OciRegistry } from './registry/OciRegistry';
import { ImageScanner } from './registry/ImageScanner';
import { scheduleScanning } from './scanning';
import { ServiceImages } from './insight/images/ServiceImages';
import { ServiceWorkloads } from './insight/workloads/ServiceWorkloads';
import { DatabaseChangeStore } from './store/DatabaseChangeStore';
import { DatabaseImageStore } from './store/DatabaseImageStore';
import { DatabaseCollectionStore } from './store/DatabaseCollectionStore';
import { DatabaseNodeStore } from './store/DatabaseNodeStore';
import { DatabasePushingClusterStore } from './store/DatabasePushingClusterStore';
import { DatabasePullStore } from './store/DatabasePullStore';
import { DatabaseWorkloadSettingsStore } from './store/DatabaseWorkloadSettingsStore';

/**
 * Collects the image pulls of Kubernetes clusters, keeps them, and answers for
 * each catalog entity how long its pods wait for images.
 *
 * @public
 */
export const pullPerformancePlugin = createBackendPlugin({
  pluginId: 'pull-performance',
  register(env) {
    const addedAccesses: ClusterAccess[] = [];
    env.registerExtensionPoint({
      extensionPoint: pullPerformanceClustersExtensionPoint,
      factory: context => ({
        addClusterAccess(access) {
          if (addedAccesses.some(({ id }) => id === access.id)) {
            context.reportModuleStartupFailure({
              error: new Error(
                `Two cluster accesses have the id ${access.id}; give each an id of its own`,
              ),
            });
            return;
          }
          addedAccesses.push(access);
        },
      }),
    });

    const credentials: RegistryCredentialsProvider[] = [];
    env.registerExtensionPoint(pullPerformanceRegistriesExtensionPoint, {
      addRegistryCredentials: provider => credentials.push(provider),
    });

    const diskSources: NodeDiskSource[] = [];
    const factSources: NodeFactSource[] = [];
    const pullMetricSources: PullMetricSource[] = [];
    env.registerExtensionPoint(pullPerformanceNodesExtensionPoint, {
      addDiskSource: source => diskSources.push(source),
      addFactSource: source => factSources.push(source),
      addPullMetricSource: source => pullMetricSources.push(source),
    });

    env.registerInit({
      deps: {
        actionsRegistry: actionsRegistryServiceRef,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
      },
      async init(services) {
        const { auth, catalog, database, discovery, httpAuth } = services;
        const { lifecycle, logger, permissions } = services;
        const config = readPullPerformanceConfig(services.config);
        const pulls = await DatabasePullStore.create({ database });
        const collection = await DatabaseCollectionStore.create({ database });
        const images = await DatabaseImageStore.create({ database });
        const nodes = await DatabaseNodeStore.create({ database });
        const changes = await DatabaseChangeStore.create({ database });
        const settings = await DatabaseWorkloadSettingsStore.create({
          database,
        });
        const linker = ServiceLinker.create({
          catalog,
          auth,
          store: pulls,
          logger,
          refreshSeconds: config.schedules.servicesMs / 1000,
        });
        const directory = ClusterDirectory.create({
          accesses: [
            ...addedAccesses,
            ...(await configuredClusterAccesses({ config, auth, discovery })),
          ],
        });
        const collectors = Collectors.create({
          directory,
          pullStore: pulls,
          collectionStore: collection,
          imageStore: images,
          nodeStore: nodes,
          changeStore: changes,
          settingsStore: settings,
          linker,
          logger,
          refreshMs: config.schedules.clustersMs,
        });
        const kubelets = KubeletSource.create({
          clusters: config.nodeDisks.kubelet.clusters,
          directory,
        });
        const nodeSources = NodeSources.create({
          disks: [...diskSources, kubelets],
          // A kubelet's own configuration is no guess.
          facts: [kubelets, ...factSources],
          pullMetrics: pullMetricSources,
        });
        const serviceImages = ServiceImages.create({
          store: images,
          keptMs: config.retention.pullsMs,
        });
        const judge = NodeJudge.create({
          store: nodes,
          sources: nodeSources,
          thresholds: config.nodeDisks.thresholds,
          keptMs: config.retention.pullsMs,
        });
        const answers = Answers.create({
          access: EntityAccess.create({ catalog, permissions, logger }),
          pulls,
          collection,
          images: serviceImages,
          nodes: judge,
          workloads: ServiceWorkloads.create({
            store: settings,
            images: serviceImages,
            nodes: judge,
          }),
          changes,
          accessProblems: () => collectors.accessProblems,
          scorecard: config.scorecard,
        });
        const otlpLogs = otlpLogsHandler({
          intake: PushIntake.create({
            pullStore: pulls,
            imageStore: images,
            nodeStore: nodes,
            changeStore: changes,
            settingsStore: settings,
            clusters: await DatabasePushingClusterStore.create({ database }),
            services: linker,
            logger,
          }),
          httpAuth,
          permissions,
          logger,
        });

        services.permissionsRegistry.addPermissions(pullPerformancePermissions);
        services.httpRouter.use(
          await createRouter({ answers, httpAuth, logger, otlpLogs }),
        );
        const { actionsRegistry } = services;
        createGetScorecardAction({ actionsRegistry, answers, logger });
        createListFixesAction({ actionsRegistry, answers, logger });

        await schedulePruning({
          scheduler: services.scheduler,
          store: pulls,
          images,
          nodes,
          changes,
          settings,
          config,
          logger,
        });
        await scheduleNodeReading({
          scheduler: services.scheduler,
          reader: NodeReader.create({
            store: nodes,
            sources: nodeSources,
            thresholds: config.nodeDisks.thresholds,
            everyMs: config.schedules.nodesMs,
            logger,
          }),
          config,
        });

        const registry = OciRegistry.create({
          config: config.registries,
          credentials,
          logger,
        });
        await scheduleScanning({
          scheduler: services.scheduler,
          scanner: ImageScanner.create({ store: images, registry, logger }),
          config,
        });

        const stopping = new AbortController();
        lifecycle.addStartupHook(() => {
          linker.run(stopping.signal);
          collectors.start();
        });
        lifecycle.addShutdownHook(async () => {
          stopping.abort();
          await collectors.stop();
          await registry.close();
        });
      },
    });
  },
});
