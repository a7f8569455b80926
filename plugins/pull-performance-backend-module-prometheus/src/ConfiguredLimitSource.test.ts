import { configsOf, node } from './__testUtils__/disks';
import { ConfiguredLimitSource } from './ConfiguredLimitSource';

describe('ConfiguredLimitSource', () => {
  it('tells of each node the first limit that fits it', async () => {
    const url = 'http://prometheus';
    const source = ConfiguredLimitSource.create({
      configs: configsOf(
        { cluster: 'none', url },
        {
          cluster: 'prod',
          url,
          limits: [{ nodePools: ['fast'], name: 'NVMe', iops: 50_000 }],
        },
        {
          cluster: 'prod',
          url,
          limits: [
            {
              nodePools: ['fast', 'slow'],
              name: 'P10',
              megabytesPerSecond: 96,
            },
          ],
        },
      ),
    });
    expect(source.readsCluster('prod')).toBe(true);
    expect(source.readsCluster('none')).toBe(false);
    const reading = await source.readFacts({
      cluster: 'prod',
      nodes: [
        node('a', { nodePool: 'fast' }),
        node('b', { nodePool: 'slow' }),
        node('c'),
      ],
      signal: new AbortController().signal,
    });
    const disk = (name: string, limit: object) => ({
      imageDisk: {
        kind: 'unknown',
        name,
        limits: [{ boundBy: name, ...limit }],
      },
    });
    expect(reading).toEqual({
      facts: [
        { node: 'a', ...disk('NVMe', { iops: 50_000 }) },
        { node: 'b', ...disk('P10', { bytesPerSecond: 96e6 }) },
      ],
      problems: [],
    });
  });
});
