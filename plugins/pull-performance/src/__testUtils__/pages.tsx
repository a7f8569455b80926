import { Entity } from '@backstage/catalog-model';
import {
  createApiMock,
  mockApis,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import {
  catalogApiMock,
  createTestEntityPage,
} from '@backstage/plugin-catalog-react/testUtils';
import {
  Pull,
  PullTimesItem,
  PullTimesPage,
} from 'backstage-plugin-pull-performance-common';
import plugin from '../alpha';
import { PullPerformanceApi, pullPerformanceApiRef } from '../api';
import {
  change,
  changePage,
  fix,
  fixPage,
  serviceWorkload,
  workloadPage,
} from './fixes';
import { checkoutImage, imagePage } from './images';
import { fleetNodePage, nodePage, nodePool, throttledNode } from './nodes';
import { scaffolder, templateNamed } from './scaffolder';
import { collection, counts, scorecard, waits, WINDOW } from './scorecards';

export const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'checkout',
    namespace: 'default',
    annotations: {
      'backstage.io/kubernetes-id': 'checkout',
      'backstage.io/edit-url': 'https://example.com/edit/catalog-info.yaml',
    },
  },
  spec: { type: 'service', lifecycle: 'production', owner: 'team-payments' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/team-payments' }],
};

export function day(date: string, others?: Partial<PullTimesItem>) {
  return {
    start: `${date}T00:00:00Z`,
    counts: counts({ cold: 10, warm: 20, checked: 4, present: 8, failed: 1 }),
    gradedWaitSeconds: waits(30, 12.9, { p50: 5.4 }),
    ...others,
  };
}

export function pullTimes(items: PullTimesItem[]): PullTimesPage {
  return { window: WINDOW, step: 'day', groupBy: 'all', items };
}

export function pull(id: string, others?: Partial<Pull>): Pull {
  return {
    id,
    cluster: 'prod-weu',
    namespace: 'shop',
    pod: `checkout-${id}`,
    container: 'app',
    containerKind: 'container',
    node: 'node-1',
    nodePool: 'apps',
    image: 'registry.example.com/shop/checkout:2.41.0',
    outcome: 'cold',
    finishedAt: '2026-11-21T10:00:00Z',
    waitSeconds: 14.2,
    pullSeconds: 8.2,
    message: `Successfully pulled image of ${id}`,
    ...others,
  };
}

const mockApi = createApiMock(pullPerformanceApiRef, () => ({
  getScorecard: jest.fn(),
  listPullTimes: jest.fn(),
  listPulls: jest.fn(),
  listImages: jest.fn(),
  listNodes: jest.fn(),
  listWorkloads: jest.fn(),
  listFixes: jest.fn(),
  listChanges: jest.fn(),
  confirmRollout: jest.fn(),
  listFleetNodes: jest.fn(),
  listCollection: jest.fn(),
}));

/** An API that answers everything, each call replaceable. */
export function apiMock(others?: Partial<PullPerformanceApi>) {
  return mockApi({
    getScorecard: async () => scorecard(),
    listPullTimes: async () =>
      pullTimes([day('2026-11-12'), day('2026-11-20'), day('2026-11-21')]),
    listPulls: async () => ({ items: [pull('a')] }),
    listImages: async () => imagePage([checkoutImage()]),
    listNodes: async () => nodePage([throttledNode('node-1')]),
    listWorkloads: async () => workloadPage([serviceWorkload()]),
    listFixes: async () => fixPage([fix()]),
    listChanges: async () => changePage([]),
    confirmRollout: async () => change(),
    listFleetNodes: async () => fleetNodePage([nodePool()]),
    listCollection: async () => ({
      clusters: [collection('prod-weu'), collection('staging-weu')],
      totalItems: 2,
    }),
    ...others,
  });
}

type ExtensionId =
  | 'entity-card:pull-performance/scorecard'
  | 'entity-content:pull-performance';

/** Opens an entity page that holds one extension of the plugin, or all. */
export function renderEntityPage(
  options: {
    only?: ExtensionId;
    api?: ReturnType<typeof apiMock>;
    page?: Entity;
    path?: string;
    storage?: ReturnType<typeof mockApis.storage>;
    /** The scaffolder with these templates; without it none is installed. */
    templates?: string[];
    permission?: ReturnType<typeof mockApis.permission>;
  } = {},
) {
  const {
    only,
    api = apiMock(),
    page = entity,
    path = '/',
    storage = mockApis.storage(),
    templates,
    permission = mockApis.permission(),
  } = options;
  const ids: ExtensionId[] = only
    ? [only]
    : [
        'entity-card:pull-performance/scorecard',
        'entity-content:pull-performance',
      ];
  return renderTestApp({
    features: templates ? [plugin, scaffolder] : [plugin],
    extensions: [createTestEntityPage({ entity: page })],
    config: {
      app: {
        extensions: [
          {
            'entity-card:pull-performance/scorecard': ids.includes(
              'entity-card:pull-performance/scorecard',
            ),
          },
          {
            'entity-content:pull-performance': ids.includes(
              'entity-content:pull-performance',
            ),
          },
        ],
      },
    },
    apis: [
      api,
      storage,
      permission,
      catalogApiMock({ entities: templates?.map(templateNamed) }),
    ],
    initialRouteEntries: [path],
  });
}

/** Opens the page about the fleet. */
export function renderFleetPage(
  options: { api?: ReturnType<typeof apiMock>; path?: string } = {},
) {
  const { api = apiMock(), path = '/pull-performance' } = options;
  return renderTestApp({
    features: [plugin],
    apis: [api, mockApis.storage()],
    initialRouteEntries: [path],
  });
}
