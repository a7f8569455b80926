import { InputError } from '@backstage/errors';
import { defaultDiskThresholds, parseDiskThresholds } from './thresholds';

const key = 'pullPerformance.nodeDisks.thresholds';

describe('parseDiskThresholds', () => {
  it('keeps the defaults of what is not set', () => {
    expect(parseDiskThresholds({}, key)).toEqual(defaultDiskThresholds);
    expect(
      parseDiskThresholds({ queueDepth: 8, fullShare: undefined }, key),
    ).toEqual({ ...defaultDiskThresholds, queueDepth: 8 });
    expect(
      parseDiskThresholds({ throttledShare: 1, busyShare: 1 }, key),
    ).toMatchObject({ throttledShare: 1, busyShare: 1 });
  });

  it.each<[Record<string, unknown>, string]>([
    [
      { throttledShare: 95 },
      `${key}.throttledShare must be a share above 0 and at most 1, for example 0.95`,
    ],
    [
      { fullShare: 0 },
      `${key}.fullShare must be a share above 0 and at most 1, for example 0.85`,
    ],
    [
      { queueDepth: '20' },
      `${key}.queueDepth must be a number above 0 and at most 10000, for example 20`,
    ],
    [
      { throttledSeconds: NaN },
      `${key}.throttledSeconds must be seconds, above 0 and at most 604800, for example 300`,
    ],
    [
      { ioPressureShare: null },
      `${key}.ioPressureShare must be a share above 0 and at most 1, for example 0.75`,
    ],
    [
      { queue: 1 },
      `${key}.queue is no threshold; the thresholds are throttledShare, busyShare, queueDepth, ioPressureShare, throttledSeconds, fullShare`,
    ],
    [
      { throttledShare: 0.6 },
      `${key}.busyShare (0.7) must not be above ${key}.throttledShare (0.6): a disk is busy before it is throttled`,
    ],
  ])('names the key in %j', (values, message) => {
    expect(() => parseDiskThresholds(values, key)).toThrow(
      new InputError(message),
    );
  });

  it('is not fooled by keys of prototypes', () => {
    expect(() =>
      parseDiskThresholds(JSON.parse('{"__proto__": {"queueDepth": 1}}'), key),
    ).toThrow('__proto__ is no threshold');
    expect(parseDiskThresholds(Object.create({ queueDepth: 1 }), key)).toEqual(
      defaultDiskThresholds,
    );
  });
});
