import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  NodeDiskSource,
  NodeFactSource,
  pullPerformanceNodesExtensionPoint,
  pullPerformanceRegistriesExtensionPoint,
  RegistryCredentialsProvider,
} from 'backstage-plugin-pull-performance-node';
import { loadAzureSdk } from './arm/azureSdk';
import { subscriptionId } from './__testUtils__/azureWorld';
import azure from './index';

jest.mock('./arm/azureSdk');

describe('the module', () => {
  async function start(data: object) {
    const added: {
      disks: NodeDiskSource[];
      facts: NodeFactSource[];
      registries: RegistryCredentialsProvider[];
    } = { disks: [], facts: [], registries: [] };
    const plugin = createBackendPlugin({
      pluginId: 'pull-performance',
      register(reg) {
        reg.registerExtensionPoint(pullPerformanceNodesExtensionPoint, {
          addDiskSource: source => added.disks.push(source),
          addFactSource: source => added.facts.push(source),
          addPullMetricSource: () => {},
        });
        reg.registerExtensionPoint(pullPerformanceRegistriesExtensionPoint, {
          addRegistryCredentials: provider => added.registries.push(provider),
        });
        reg.registerInit({
          deps: { logger: coreServices.logger },
          async init() {},
        });
      },
    });
    const backend = await startTestBackend({
      features: [plugin, azure, mockServices.rootConfig.factory({ data })],
    });
    await backend.stop();
    return added;
  }

  it('adds its sources for configured clusters, and loads nothing of Azure at the start', async () => {
    const azureCluster = {
      cluster: 'prod',
      subscriptionId,
      resourceGroup: 'shop',
      clusterName: 'prod',
    };
    const added = await start({
      pullPerformance: { nodeDisks: { azure: [azureCluster] } },
    });
    expect(added.disks.map(source => source.readsCluster('prod'))).toEqual([
      true,
    ]);
    expect(added.facts.map(({ id }) => id)).toEqual(['azure']);
    expect(added.registries).toHaveLength(1);
    expect(loadAzureSdk).not.toHaveBeenCalled();
  });

  it('adds nothing without configuration', async () => {
    expect(await start({})).toEqual({ disks: [], facts: [], registries: [] });
  });
});
