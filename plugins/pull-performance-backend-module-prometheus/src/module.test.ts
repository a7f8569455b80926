import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import {
  NodeDiskSource,
  NodeFactSource,
  PullMetricSource,
  pullPerformanceNodesExtensionPoint,
} from 'backstage-plugin-pull-performance-node';
import prometheusModule from './index';

async function sourcesWith(prometheus: object[]) {
  const sources: NodeDiskSource[] = [];
  const facts: NodeFactSource[] = [];
  const pulls: PullMetricSource[] = [];
  const backend = await startTestBackend({
    extensionPoints: [
      [
        pullPerformanceNodesExtensionPoint,
        {
          addDiskSource: (source: NodeDiskSource) => sources.push(source),
          addFactSource: (source: NodeFactSource) => facts.push(source),
          addPullMetricSource: (source: PullMetricSource) => pulls.push(source),
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
  return { sources, facts, pulls };
}

describe('pullPerformanceModulePrometheus', () => {
  it('adds a source for the clusters of the configuration', async () => {
    const limits = [{ name: 'SSD', iops: 500 }];
    const { sources, facts, pulls } = await sourcesWith([
      { cluster: 'prod', url: 'http://a', limits },
    ]);
    expect(sources.map(({ id }) => id)).toEqual(['prometheus']);
    expect(sources[0].readsCluster('prod')).toBe(true);
    expect(facts.map(({ id }) => id)).toEqual(['configuration']);
    expect(facts[0].readsCluster('prod')).toBe(true);
    expect(pulls.map(({ id }) => id)).toEqual(['prometheus']);
    expect(pulls[0].readsCluster('prod')).toBe(true);
  });

  it('adds none without configuration', async () => {
    expect(await sourcesWith([])).toEqual({
      sources: [],
      facts: [],
      pulls: [],
    });
  });

  it('does not start with a wrong configuration, and names the key', async () => {
    await expect(
      sourcesWith([{ cluster: 'prod', url: 'nowhere' }]),
    ).rejects.toThrow('pullPerformance.nodeDisks.prometheus[0].url');
  });
});
