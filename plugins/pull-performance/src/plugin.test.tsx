import {
  MockPermissionApi,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import {
  catalogApiRef,
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import {
  ScaffolderFieldExtensions,
  scaffolderApiRef,
  useCustomFieldExtensions,
} from '@backstage/plugin-scaffolder-react';
import { Stepper } from '@backstage/plugin-scaffolder-react/alpha';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import { day, entity, pull, pullTimes } from './__testUtils__/pages';
import {
  change,
  changePage,
  fix,
  fixPage,
  workloadPage,
} from './__testUtils__/fixes';
import { fleetNodePage, nodePage, nodePool } from './__testUtils__/nodes';
import { templateNamed } from './__testUtils__/scaffolder';
import { scorecard } from './__testUtils__/scorecards';
import {
  EntityPullPerformanceCard,
  EntityPullPerformanceContent,
  isPullPerformanceAvailable,
  PullPerformanceApi,
  pullPerformanceApiRef,
  PullPerformanceClient,
  PullPerformanceFilesPreviewExtension,
  PullPerformanceFleetPage,
  PullPerformanceImagesPickerExtension,
  pullPerformancePlugin,
  PullPerformanceTechniquePickerExtension,
  PullPerformanceWorkloadPickerExtension,
  templateRouteRef,
} from './index';

const api: PullPerformanceApi = {
  getScorecard: async () => scorecard(),
  listPullTimes: async () => pullTimes([day('2026-11-21')]),
  listPulls: async () => ({ items: [pull('a')] }),
  listImages: async () => ({ items: [], totalItems: 0 }),
  listNodes: async () => nodePage([]),
  listWorkloads: async () => workloadPage([]),
  listFixes: async () => fixPage([fix()]),
  listChanges: async () => changePage([]),
  confirmRollout: async () => change(),
  listFleetNodes: async () => fleetNodePage([nodePool()]),
  listCollection: async () => ({ clusters: [], totalItems: 0 }),
};

const apis = [
  [pullPerformanceApiRef, api],
  [
    catalogApiRef,
    catalogApiMock({ entities: [templateNamed('add-prepull-daemonset')] }),
  ],
  [permissionApiRef, new MockPermissionApi()],
] as const;

const mountedRoutes = { '/catalog/:namespace/:kind/:name': entityRouteRef };

describe('the plugin in an app of the old frontend system', () => {
  it('shows the card, which leads to the tab', async () => {
    await renderInTestApp(
      <TestApiProvider apis={apis}>
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
      { mountedRoutes },
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
      <TestApiProvider apis={apis}>
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
      { mountedRoutes },
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

  it('leads to the form of a fix where the scaffolder is bound', async () => {
    const renderTab = (routes: object) =>
      renderInTestApp(
        <TestApiProvider apis={apis}>
          <Routes>
            <Route
              path="/"
              element={
                <EntityProvider entity={entity}>
                  <EntityPullPerformanceContent />
                </EntityProvider>
              }
            />
          </Routes>
        </TestApiProvider>,
        { mountedRoutes: { ...mountedRoutes, ...routes } },
      );
    const { unmount } = await renderTab({
      '/create/templates/:namespace/:templateName': templateRouteRef,
    });
    const link = await screen.findByRole('link', { name: /^Open template/ });
    expect(link).toHaveAttribute(
      'href',
      expect.stringMatching(
        /^\/create\/templates\/default\/add-prepull-daemonset\?formData=%7B%22entityRef/,
      ),
    );
    unmount();

    await renderTab({});
    const fixes = await screen.findByRole('list', { name: 'Fixes that apply' });
    expect(within(fixes).queryByRole('link')).not.toBeInTheDocument();
  });

  it('has the fields of templates for the form of the scaffolder', async () => {
    function Fields() {
      const fields = useCustomFieldExtensions(
        <ScaffolderFieldExtensions>
          <PullPerformanceWorkloadPickerExtension />
          <PullPerformanceImagesPickerExtension />
          <PullPerformanceTechniquePickerExtension />
          <PullPerformanceFilesPreviewExtension />
        </ScaffolderFieldExtensions>,
      );
      return (
        <Stepper
          manifest={{
            title: 'All fields',
            steps: [
              {
                title: 'All',
                schema: {
                  properties: Object.fromEntries(
                    fields.map(({ name }) => [
                      name,
                      { type: 'string', 'ui:field': name },
                    ]),
                  ),
                },
              },
            ],
          }}
          extensions={fields}
          initialState={{ entityRef: 'component:default/checkout' }}
          onCreate={async () => {}}
        />
      );
    }
    await renderInTestApp(
      <TestApiProvider apis={[...apis, [scaffolderApiRef, {}]]}>
        <Fields />
      </TestApiProvider>,
    );
    expect(
      await screen.findByRole('textbox', { name: /^Workload/ }),
    ).toBeVisible();
    expect(await screen.findByRole('group', { name: 'Images' })).toBeVisible();
    expect(
      await screen.findByRole('group', { name: 'Technique' }),
    ).toBeVisible();
    expect(
      await screen.findByRole('region', { name: 'What will be written' }),
    ).toBeVisible();
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
