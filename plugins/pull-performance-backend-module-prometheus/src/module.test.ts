import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  NodeDiskSource,
  pullPerformanceNodesExtensionPoint,
} from 'backstage-plugin-pull-performance-node';
import prometheusModule from './index';

async function sourcesWith(prometheus: object[]) {
  const sources: NodeDiskSource[] = [];
  const backend = await startTestBackend({
    extensionPoints: [
      [
        pullPerformanceNodesExtensionPoint,
        {
          addDiskSource: (source: NodeDiskSource) => sources.push(source),
          addFactSource: () => {},
        },
      ],
    ],
    features: [
      prometheusModule,
      mockServices.rootConfig.factory({
        data: JSON.parse(
          JSON.stringify({ pullPerformance: { nodeDisks: { prometheus } } }),
        ),
      }),
    ],
  });
  await backend.stop();
  return sources;
}

describe('pullPerformanceModulePrometheus', () => {
  it('adds a source for the clusters of the configuration', async () => {
    const sources = await sourcesWith([{ cluster: 'prod', url: 'http://a' }]);
    expect(sources.map(({ id }) => id)).toEqual(['prometheus']);
    expect(sources[0].readsCluster('prod')).toBe(true);
  });

  it('adds none without configuration', async () => {
    expect(await sourcesWith([])).toEqual([]);
  });

  it('does not start with a wrong configuration, and names the key', async () => {
    await expect(
      sourcesWith([{ cluster: 'prod', url: 'nowhere' }]),
    ).rejects.toThrow('pullPerformance.nodeDisks.prometheus[0].url');
  });
});
