import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiTimerFlashLine } from '@remixicon/react';
import { pullPerformanceApiRef, PullPerformanceClient } from './api';
import { detailsRouteRef, entityContentRouteRef } from './routes';

const pullPerformanceApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: pullPerformanceApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => PullPerformanceClient.create(deps),
    }),
});

// Every component, linked or not: a card that is missing cannot say how to
// link it. Adopters narrow this down by the extension's `filter`.
const filter = { kind: 'component' };

const scorecardEntityCard = EntityCardBlueprint.make({
  name: 'scorecard',
  params: {
    type: 'content',
    filter,
    loader: () =>
      import('./components/EntityPullPerformanceCard').then(
        ({ EntityPullPerformanceCard }) => <EntityPullPerformanceCard />,
      ),
  },
});

const entityContent = EntityContentBlueprint.make({
  params: {
    path: '/pull-performance',
    title: 'Pull performance',
    group: 'operation',
    icon: <RiTimerFlashLine />,
    routeRef: entityContentRouteRef,
    filter,
    loader: () =>
      import('./components/EntityPullPerformanceContent').then(
        ({ EntityPullPerformanceContent }) => <EntityPullPerformanceContent />,
      ),
  },
});

/**
 * The plugin for the new frontend system: the API, the card and the tab of a
 * service.
 *
 * @public
 */
export default createFrontendPlugin({
  pluginId: 'pull-performance',
  title: 'Pull performance',
  icon: <RiTimerFlashLine />,
  info: { packageJson: () => import('../package.json') },
  routes: { entityContent: entityContentRouteRef },
  externalRoutes: { details: detailsRouteRef },
  extensions: [pullPerformanceApi, scorecardEntityCard, entityContent],
});
