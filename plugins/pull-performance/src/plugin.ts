import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { pullPerformanceApiRef, PullPerformanceClient } from './api';
import {
  allNodesRouteRef,
  detailsRouteRef,
  entityContentRouteRef,
  fleetNodesRouteRef,
  fleetRouteRef,
  templateRouteRef,
} from './routes';

/**
 * The plugin for the old frontend system.
 *
 * @public
 */
export const pullPerformancePlugin = createPlugin({
  id: 'pull-performance',
  apis: [
    createApiFactory({
      api: pullPerformanceApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => PullPerformanceClient.create(deps),
    }),
  ],
  routes: {
    entityContent: entityContentRouteRef,
    fleet: fleetRouteRef,
    fleetNodes: fleetNodesRouteRef,
  },
  externalRoutes: {
    details: detailsRouteRef,
    allNodes: allNodesRouteRef,
    template: templateRouteRef,
  },
});

/**
 * The scorecard of an entity as a card, for the overview of an entity page in
 * the old frontend system.
 *
 * @public
 */
export const EntityPullPerformanceCard: () => JSX.Element =
  pullPerformancePlugin.provide(
    createComponentExtension({
      name: 'EntityPullPerformanceCard',
      component: {
        lazy: () =>
          import('./components/EntityPullPerformanceCard').then(
            module => module.EntityPullPerformanceCard,
          ),
      },
    }),
  );

/**
 * The details behind the scorecard, for a tab of an entity page in the old
 * frontend system.
 *
 * @public
 */
export const EntityPullPerformanceContent: () => JSX.Element =
  pullPerformancePlugin.provide(
    createRoutableExtension({
      name: 'EntityPullPerformanceContent',
      component: () =>
        import('./components/EntityPullPerformanceContent').then(
          module => module.EntityPullPerformanceContent,
        ),
      mountPoint: entityContentRouteRef,
    }),
  );

/**
 * The page about the whole fleet, for a route of the app in the old frontend
 * system.
 *
 * @public
 */
export const PullPerformanceFleetPage: () => JSX.Element =
  pullPerformancePlugin.provide(
    createRoutableExtension({
      name: 'PullPerformanceFleetPage',
      component: () =>
        import('./components/PullPerformanceFleetPage').then(
          module => module.PullPerformanceFleetPage,
        ),
      mountPoint: fleetRouteRef,
    }),
  );
