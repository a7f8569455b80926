import { ConfigReader } from '@backstage/config';
import { defaultDiskThresholds } from 'backstage-plugin-pull-performance-common';
import { readNodeDisksConfig } from './nodeDisksConfig';

function read(nodeDisks: object) {
  return readNodeDisksConfig(
    new ConfigReader(
      JSON.parse(JSON.stringify({ pullPerformance: { nodeDisks } })),
    ),
  );
}

describe('readNodeDisksConfig', () => {
  it('reads every key, and leaves those of other modules alone', () => {
    expect(
      read({
        kubelet: { clusters: ['a', 'b', 'a'] },
        thresholds: {
          throttledPercent: 90,
          busyPercent: 50,
          queueDepth: 8,
          ioPressurePercent: 40,
          throttledFor: { minutes: 10 },
          fullPercent: 80,
        },
        azure: [{ cluster: 'a' }],
        prometheus: [{ cluster: 'a' }],
      }),
    ).toEqual({
      kubelet: { clusters: ['a', 'b'] },
      thresholds: {
        throttledShare: 0.9,
        busyShare: 0.5,
        queueDepth: 8,
        ioPressureShare: 0.4,
        throttledSeconds: 600,
        fullShare: 0.8,
      },
    });
    expect(read({ thresholds: { throttledFor: '90s' } }).thresholds).toEqual({
      ...defaultDiskThresholds,
      throttledSeconds: 90,
    });
  });

  it.each([
    [{ throttledPercent: 0.95 }, /busyPercent must not be above .*throttled/],
    [{ throttledPercent: 0 }, /throttledPercent must be .* for example 95/],
    [{ busyPercent: 101 }, /busyPercent must be a number above 0 and at most/],
    [{ busyPercent: 'x' }, /busyPercent must be a number/],
    [{ busyPercent: 96 }, /busyPercent must not be above/],
    [{ queueDepth: -1 }, /thresholds.queueDepth must be/],
    [{ throttledFor: '0s' }, /throttledFor must be at least 1 s/],
    [{ throttledFor: 'soon' }, /throttledFor/],
    [{ throttledFor: { days: 8 } }, /throttledFor must be .* at most 168 h/],
    [{ throttledShare: 0.9 }, /throttledShare is no threshold; .*busyPercent/],
  ])('refuses %j', (thresholds, message) => {
    expect(() => read({ thresholds })).toThrow(message);
  });

  it('refuses clusters that are no names', () => {
    expect(() => read({ kubelet: { clusters: 'all' } })).toThrow(
      /nodeDisks.kubelet.clusters/,
    );
  });
});
