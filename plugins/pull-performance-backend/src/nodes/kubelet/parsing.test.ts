import fc from 'fast-check';
import configz from './__fixtures__/configz.json';
import summary from './__fixtures__/stats-summary.json';
import { parseConfigz } from './parseConfigz';
import { parseStatsSummary } from './parseStatsSummary';

function pressure(some: unknown): unknown {
  return { io: { psi: { some } } };
}

function space(imageFs: unknown): unknown {
  return { runtime: { imageFs } };
}

describe('parseStatsSummary', () => {
  it('reads what a real kubelet tells, and takes no pressure from zeros that nobody measured', () => {
    const { availableBytes, capacityBytes } = summary.node.runtime.imageFs;
    expect(parseStatsSummary(summary.node)).toEqual({
      usedShare: 1 - availableBytes / capacityBytes,
    });
  });

  it('reads percent as a share', () => {
    const some = { total: 4_690_966_345, avg10: 99, avg60: 12.5, avg300: 3 };
    expect(parseStatsSummary(pressure(some))).toEqual({
      ioPressureShare: 0.125,
    });
    expect(parseStatsSummary(pressure({ ...some, avg60: 0 }))).toEqual({
      ioPressureShare: 0,
    });
    expect(
      parseStatsSummary(space({ availableBytes: 0, capacityBytes: 8 })),
    ).toEqual({ usedShare: 1 });
  });

  it.each([
    undefined,
    [],
    'node',
    space({ availableBytes: 2, capacityBytes: 1 }),
    space({ availableBytes: 0, capacityBytes: 0 }),
    space({ availableBytes: -1, capacityBytes: 1 }),
    space({ availableBytes: '1', capacityBytes: '2' }),
    space({ availableBytes: 1, capacityBytes: Infinity }),
    space({ capacityBytes: 1 }),
    pressure({ total: 1, avg60: 100.1 }),
    pressure({ total: 1, avg60: NaN }),
    pressure({ total: 0, avg60: 1 }),
    pressure({ avg60: 1 }),
    pressure({ total: 1 }),
  ])('knows nothing of %j', node => {
    expect(parseStatsSummary(node)).toEqual({});
  });

  it('tells shares only, whatever it is given', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.anything(), (a, b, odd) => {
        const figures = Object.values({
          ...parseStatsSummary(space({ availableBytes: a, capacityBytes: b })),
          ...parseStatsSummary(pressure({ total: a, avg60: b })),
          ...parseStatsSummary(odd),
        });
        for (const figure of figures) {
          expect(figure).toBeGreaterThanOrEqual(0);
          expect(figure).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('parseConfigz', () => {
  it('reads what a real kubelet tells', () => {
    expect(parseConfigz(configz.kubeletconfig)).toEqual({
      pullConcurrency: {
        mode: 'serial',
        basis: "The kubelet's configuration says serializeImagePulls: true.",
      },
      imageGcThresholds: { highShare: 0.85, lowShare: 0.8 },
    });
  });

  it.each([
    [
      { serializeImagePulls: false },
      {
        mode: 'parallel',
        basis: "The kubelet's configuration says serializeImagePulls: false.",
      },
    ],
    [
      { serializeImagePulls: false, maxParallelImagePulls: 5 },
      {
        mode: 'parallel',
        mostPulls: 5,
        basis:
          "The kubelet's configuration says serializeImagePulls: false, maxParallelImagePulls: 5.",
      },
    ],
    [
      { maxParallelImagePulls: 2 },
      {
        mode: 'parallel',
        mostPulls: 2,
        basis: "The kubelet's configuration says maxParallelImagePulls: 2.",
      },
    ],
    [
      { serializeImagePulls: false, maxParallelImagePulls: 1 },
      {
        mode: 'serial',
        mostPulls: 1,
        basis:
          "The kubelet's configuration says serializeImagePulls: false, maxParallelImagePulls: 1.",
      },
    ],
    [
      { serializeImagePulls: true, maxParallelImagePulls: null },
      {
        mode: 'serial',
        basis: "The kubelet's configuration says serializeImagePulls: true.",
      },
    ],
    [{}, undefined],
    [{ serializeImagePulls: 'false' }, undefined],
    [{ serializeImagePulls: 'false', maxParallelImagePulls: 9 }, undefined],
    [{ maxParallelImagePulls: 1e99 }, undefined],
    [{ maxParallelImagePulls: 0 }, undefined],
  ])('%j', (config, pullConcurrency) => {
    expect(parseConfigz(config).pullConcurrency).toEqual(pullConcurrency);
  });

  it.each([
    [{ imageGCHighThresholdPercent: 100, imageGCLowThresholdPercent: 80 }],
    [{ imageGCHighThresholdPercent: 85 }],
    [{ imageGCHighThresholdPercent: 70, imageGCLowThresholdPercent: 80 }],
    [{ imageGCHighThresholdPercent: '85', imageGCLowThresholdPercent: '80' }],
    [{ imageGCHighThresholdPercent: 0.85, imageGCLowThresholdPercent: 0.8 }],
    [null],
  ])('knows no thresholds from %j', config => {
    expect(parseConfigz(config).imageGcThresholds).toBeUndefined();
  });
});
