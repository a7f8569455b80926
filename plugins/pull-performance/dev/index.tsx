import { Entity } from '@backstage/catalog-model';
import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { useParams } from 'react-router-dom';
import { fixTemplates } from 'backstage-plugin-pull-performance-common';
import plugin, { pullPerformanceApiRef } from '../src';
import { scaffolder, templateNamed } from '../src/__testUtils__/scaffolder';
import { EntityPullPerformanceCard } from '../src/components/EntityPullPerformanceCard';
import { EntityPullPerformanceContent } from '../src/components/EntityPullPerformanceContent';
import { devApi, states } from './devApi';

function entityNamed(name: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, namespace: 'default' },
    spec: { type: 'service', owner: 'team-payments' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/team-payments' }],
  };
}

function Cards() {
  return (
    <div style={{ display: 'flex', flexWrap: 'wrap', gap: 16, padding: 16 }}>
      {states.map(name => (
        <div key={name} style={{ width: 560 }}>
          <EntityProvider entity={entityNamed(name)}>
            <EntityPullPerformanceCard />
          </EntityProvider>
        </div>
      ))}
      <div style={{ width: 320 }}>
        <EntityProvider entity={entityNamed('checkout')}>
          <EntityPullPerformanceCard />
        </EntityProvider>
      </div>
    </div>
  );
}

function Tab() {
  const { name = 'checkout' } = useParams();
  return (
    <EntityProvider entity={entityNamed(name)}>
      <EntityPullPerformanceContent />
    </EntityProvider>
  );
}

// Every state of the card at "/", the tab of each at
// "/catalog/default/component/<state>", the fleet at "/pull-performance".
createDevApp({
  features: [
    plugin,
    createFrontendModule({
      pluginId: 'pull-performance',
      extensions: [
        ApiBlueprint.make({
          params: defineParams =>
            defineParams({
              api: pullPerformanceApiRef,
              deps: {},
              factory: () => devApi,
            }),
        }),
      ],
    }),
    // With the templates of the fixes, so that they have their buttons.
    scaffolder,
    createFrontendPlugin({
      pluginId: 'pull-performance-dev',
      extensions: [
        ApiBlueprint.make({
          params: defineParams =>
            defineParams({
              api: catalogApiRef,
              deps: {},
              factory: () =>
                catalogApiMock({
                  entities: Object.values(fixTemplates).map(templateNamed),
                }),
            }),
        }),
        PageBlueprint.make({
          name: 'cards',
          params: { path: '/', noHeader: true, loader: async () => <Cards /> },
        }),
        PageBlueprint.make({
          name: 'tab',
          params: {
            path: '/catalog/:namespace/:kind/:name',
            routeRef: entityRouteRef,
            noHeader: true,
            loader: async () => <Tab />,
          },
        }),
      ],
    }),
  ],
});
