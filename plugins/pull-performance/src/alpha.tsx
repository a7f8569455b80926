import {
  ApiBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { Content } from '@backstage/core-components';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { RiTimerFlashLine } from '@remixicon/react';
import { pullPerformanceApiRef, PullPerformanceClient } from './api';
import { fieldExtensions } from './fields/fieldExtensions';
import { outputsExtension } from './fields/outputsExtension';
import {
  allNodesRouteRef,
  detailsRouteRef,
  entityContentRouteRef,
  fleetNodesRouteRef,
  fleetRouteRef,
  templateRouteRef,
} from './routes';

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

// Each question about the fleet is a sub-page, shown as a tab.
const fleetPage = PageBlueprint.make({
  params: {
    path: '/pull-performance',
    title: 'Pull performance',
    icon: <RiTimerFlashLine />,
    routeRef: fleetRouteRef,
  },
});

const fleetNodesPage = SubPageBlueprint.make({
  name: 'nodes',
  params: {
    path: 'nodes',
    title: 'Nodes',
    loader: () =>
      import('./components/FleetNodes').then(({ FleetNodes }) => (
        <Content>
          <FleetNodes />
        </Content>
      )),
  },
});

/**
 * The plugin for the new frontend system: the API, the card and the tab of a
 * service, and the page about the whole fleet.
 *
 * @public
 */
export default createFrontendPlugin({
  pluginId: 'pull-performance',
  title: 'Pull performance',
  icon: <RiTimerFlashLine />,
  info: { packageJson: () => import('../package.json') },
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
  extensions: [
    pullPerformanceApi,
    scorecardEntityCard,
    entityContent,
    fleetPage,
    fleetNodesPage,
    ...fieldExtensions,
    outputsExtension,
  ],
});
