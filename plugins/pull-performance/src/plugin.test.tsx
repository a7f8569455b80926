import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { day, entity, pull, pullTimes } from './__testUtils__/pages';
import { fleetNodePage, nodePage, nodePool } from './__testUtils__/nodes';
import { scorecard } from './__testUtils__/scorecards';
import {
  EntityPullPerformanceCard,
  EntityPullPerformanceContent,
  isPullPerformanceAvailable,
  PullPerformanceApi,
  pullPerformanceApiRef,
  PullPerformanceClient,
  PullPerformanceFleetPage,
  pullPerformancePlugin,
} from './index';

const api: PullPerformanceApi = {
  getScorecard: async () => scorecard(),
  listPullTimes: async () => pullTimes([day('2026-11-21')]),
  listPulls: async () => ({ items: [pull('a')] }),
  listImages: async () => ({ items: [], totalItems: 0 }),
  listNodes: async () => nodePage([]),
  listFleetNodes: async () => fleetNodePage([nodePool()]),
  listCollection: async () => ({ clusters: [], totalItems: 0 }),
};

describe('the plugin in an app of the old frontend system', () => {
  it('shows the card, which leads to the tab', async () => {
    await renderInTestApp(
      <TestApiProvider apis={[[pullPerformanceApiRef, api]]}>
        <Routes>
          <Route
            path="/"
            element={
              <EntityProvider entity={entity}>
                <EntityPullPerformanceCard />
              </EntityProvider>
            }
          />
          <Route
            path="/pulls"
            element={
              <EntityProvider entity={entity}>
                <EntityPullPerformanceContent />
              </EntityProvider>
            }
          />
        </Routes>
      </TestApiProvider>,
      {
        mountedRoutes: {
          '/catalog/:namespace/:kind/:name': entityRouteRef,
        },
      },
    );
    expect(await screen.findByText('12.6')).toBeVisible();
    const user = userEvent.setup();
    await user.click(screen.getByRole('link', { name: 'Open details' }));
    expect(
      await screen.findByRole('table', { name: 'Single pulls' }),
    ).toBeVisible();
  });

  it('shows the fleet, where a service leads to', async () => {
    await renderInTestApp(
      <TestApiProvider apis={[[pullPerformanceApiRef, api]]}>
        <Routes>
          <Route
            path="/"
            element={
              <EntityProvider entity={entity}>
                <EntityPullPerformanceContent />
              </EntityProvider>
            }
          />
          <Route path="/fleet/*" element={<PullPerformanceFleetPage />} />
        </Routes>
      </TestApiProvider>,
      {
        mountedRoutes: {
          '/catalog/:namespace/:kind/:name': entityRouteRef,
        },
      },
    );
    const user = userEvent.setup();
    await user.click(
      await screen.findByRole('link', { name: 'All nodes in the fleet' }),
    );
    expect(
      await screen.findByRole('table', { name: 'Node pools' }),
    ).toBeVisible();
    expect(screen.getByRole('tab', { name: 'Nodes' })).toBeVisible();
  });

  it('brings its API along', () => {
    const [factory] = pullPerformancePlugin.getApis();
    expect(factory.api).toBe(pullPerformanceApiRef);
    expect(
      factory.factory({
        discoveryApi: { getBaseUrl: async () => '' },
        fetchApi: { fetch },
      }),
    ).toBeInstanceOf(PullPerformanceClient);
  });

  it('knows which entities are linked to workloads', () => {
    expect(isPullPerformanceAvailable(entity)).toBe(true);
    expect(
      isPullPerformanceAvailable({
        ...entity,
        metadata: { name: 'checkout' },
      }),
    ).toBe(false);
  });
});
