import fc from 'fast-check';
import { DiskLimit } from '../schema/openapi';
import { diskState } from './diskState';
import { DiskSample } from './facts';
import { defaultDiskThresholds as thresholds } from './thresholds';
import { DiskState } from './types';

const machine: DiskLimit = {
  boundBy: 'Standard_D4s_v3',
  iops: 6400,
  bytesPerSecond: 96e6,
  burstIops: 8000,
  burstBytesPerSecond: 200e6,
};
const p10: DiskLimit = {
  boundBy: 'P10 disk',
  iops: 500,
  bytesPerSecond: 100e6,
  burstIops: 3500,
  burstBytesPerSecond: 170e6,
};
const steady: DiskLimit = { boundBy: 'disk', iops: 500, bytesPerSecond: 100e6 };

function stateOf(
  sample: Partial<DiskSample>,
  limits: readonly DiskLimit[] = [],
): DiskState {
  return diskState(
    { atMs: 0, durationMs: 60_000, ...sample },
    { limits, thresholds },
  ).state;
}

const low = { iops: 50, bytesPerSecond: 1e6 };

describe('diskState', () => {
  it('compares with the binding limit, by whom it is set', () => {
    const options = { limits: [machine, p10], thresholds };
    expect(
      diskState(
        { atMs: 0, durationMs: 60_000, iops: 490, bytesPerSecond: 24e6 },
        options,
      ),
    ).toEqual({ state: 'iops', iopsShare: 0.98, bandwidthShare: 0.25 });
    expect(stateOf({ iops: 300, bytesPerSecond: 95e6 }, options.limits)).toBe(
      'bandwidth',
    );
    expect(stateOf({ iops: 400, bytesPerSecond: 9e6 }, options.limits)).toBe(
      'busy',
    );
    expect(stateOf({ iops: 100, bytesPerSecond: 9e6 }, options.limits)).toBe(
      'healthy',
    );
  });

  it('takes the share of a source, and the larger where both are known', () => {
    expect(stateOf({ iopsShare: 0.95, bandwidthShare: 0.2 })).toBe('iops');
    expect(stateOf({ iopsShare: 0.1, bandwidthShare: 1 })).toBe('bandwidth');
    expect(
      diskState(
        { atMs: 0, durationMs: 1, iopsShare: 0.3, iops: 100 },
        { limits: [p10], thresholds },
      ).iopsShare,
    ).toBe(0.3);
    expect(stateOf({ iopsShare: 0.3, iops: 480 }, [p10])).toBe('iops');
  });

  describe('that bursts', () => {
    it('is busy on credits, and throttled at the burst limit', () => {
      expect(stateOf({ iops: 3000, bytesPerSecond: 9e6 }, [p10])).toBe('busy');
      expect(stateOf({ iops: 3400, bytesPerSecond: 9e6 }, [p10])).toBe('iops');
      expect(stateOf({ iopsShare: 6, bandwidthShare: 0.1 }, [p10])).toBe(
        'busy',
      );
      expect(stateOf({ iops: 10, bytesPerSecond: 150e6 }, [p10])).toBe('busy');
    });

    it('is throttled when credits are out: it falls back to its base', () => {
      expect(stateOf({ iops: 500, bytesPerSecond: 9e6 }, [p10])).toBe('iops');
    });

    it('says so in shares above 1', () => {
      expect(
        diskState(
          { atMs: 0, durationMs: 1, iops: 3000 },
          { limits: [p10], thresholds },
        ),
      ).toMatchObject({ iopsShare: 6 });
    });

    it('is throttled above a limit of which no burst is known', () => {
      expect(stateOf({ iops: 3000, bytesPerSecond: 9e6 }, [steady])).toBe(
        'iops',
      );
      expect(stateOf({ iopsShare: 1.5 })).toBe('iops');
    });
  });

  it('is not held at a limit when it had no request for half of the time', () => {
    const atLimit = { iops: 500, bytesPerSecond: 9e6 };
    expect(stateOf({ ...atLimit, busyShare: 0.4 }, [steady])).toBe('busy');
    expect(stateOf({ ...atLimit, queueDepth: 0.4 }, [steady])).toBe('busy');
    expect(stateOf({ ...atLimit, busyShare: 0.6 }, [steady])).toBe('iops');
    expect(stateOf({ ...atLimit, queueDepth: 3 }, [steady])).toBe('iops');
  });

  it('is throttled by its queue, limit known or not', () => {
    expect(stateOf({ queueDepth: 21 })).toBe('queueDepth');
    expect(stateOf({ ...low, queueDepth: 21 }, [p10])).toBe('queueDepth');
    expect(stateOf({ queueDepth: 20 })).toBe('busy');
    expect(stateOf({ queueDepth: 3 })).toBe('healthy');
  });

  it('names what is most certain where several hold', () => {
    const all = { iopsShare: 1, bandwidthShare: 1, queueDepth: 50 };
    expect(stateOf({ ...all, ioPressureShare: 1 })).toBe('iops');
    expect(stateOf({ ...all, iopsShare: 0.5 })).toBe('bandwidth');
    expect(stateOf({ queueDepth: 50, ioPressureShare: 1 })).toBe('queueDepth');
  });

  it('counts pressure unless another disk must have caused it', () => {
    const pressure = { ioPressureShare: 0.8 };
    expect(stateOf(pressure)).toBe('ioPressure');
    expect(stateOf({ ...pressure, busyShare: 0.95 })).toBe('ioPressure');
    expect(stateOf({ ...pressure, busyShare: 0.8 })).toBe('busy');
    expect(stateOf({ ...pressure, busyShare: 0.1 })).toBe('healthy');
    expect(stateOf({ ...pressure, queueDepth: 0.1 })).toBe('healthy');
    expect(stateOf({ ...pressure, ...low }, [p10])).toBe('healthy');
    expect(stateOf({ ...pressure, iops: 50 }, [p10])).toBe('ioPressure');
    expect(stateOf({ ...pressure, ...low, busyShare: 1 }, [p10])).toBe(
      'ioPressure',
    );
    expect(stateOf({ ioPressureShare: 0.6 })).toBe('busy');
    expect(stateOf({ ioPressureShare: 0.3 })).toBe('healthy');
  });

  it('is busy by time with requests only while limits are unknown', () => {
    expect(stateOf({ busyShare: 0.7 })).toBe('busy');
    expect(stateOf({ busyShare: 0.69 })).toBe('healthy');
    expect(stateOf({ ...low, busyShare: 1 })).toBe('busy');
    expect(stateOf({ ...low, busyShare: 1 }, [p10])).toBe('healthy');
  });

  it('is unknown where nothing tells', () => {
    expect(stateOf({})).toBe('unknown');
    expect(stateOf({ usedShare: 0.99 })).toBe('unknown');
    expect(stateOf({ iops: 400, bytesPerSecond: 1e6 })).toBe('unknown');
    // Bytes, which nobody tells, may be at their limit.
    expect(stateOf({ iopsShare: 0.2 })).toBe('unknown');
    expect(stateOf({ bytesPerSecond: 1e6 }, [p10])).toBe('unknown');
    expect(stateOf({ iopsShare: 0.8 })).toBe('busy');
  });

  it.each([NaN, -1, Infinity, -Infinity])('takes %p for absent', odd => {
    expect(
      diskState(
        {
          atMs: 0,
          durationMs: 1,
          iops: odd,
          bytesPerSecond: odd,
          iopsShare: odd,
          bandwidthShare: odd,
          queueDepth: odd,
          busyShare: odd,
          ioPressureShare: odd,
          usedShare: odd,
        },
        { limits: [p10], thresholds },
      ),
    ).toEqual({ state: 'unknown' });
  });

  it('takes percent for absent where a share of time is asked for', () => {
    expect(stateOf({ ioPressureShare: 12 })).toBe('unknown');
    expect(stateOf({ busyShare: 95 })).toBe('unknown');
    expect(stateOf({ busyShare: 1.02 })).toBe('busy');
  });
});

describe('diskState, of any sample', () => {
  const rate = (max: number) =>
    fc.option(
      fc.oneof(
        fc.double({ min: 0, max, noNaN: true }),
        fc.constantFrom(NaN, -1, Infinity),
      ),
      { nil: undefined },
    );
  const sample = fc.record({
    atMs: fc.constant(0),
    durationMs: fc.constant(60_000),
    iops: rate(1000),
    bytesPerSecond: rate(200e6),
    iopsShare: rate(2),
    bandwidthShare: rate(2),
    queueDepth: rate(40),
    busyShare: rate(1),
    ioPressureShare: rate(1),
    usedShare: rate(1),
  });
  const isKnown = (value: number | undefined) =>
    value !== undefined && value >= 0 && value < Infinity;
  const levelOf = (state: DiskState) =>
    ['healthy', 'busy'].includes(state)
      ? ['healthy', 'busy'].indexOf(state)
      : 2;
  const someLimits = fc.subarray([steady, { boundBy: 'vm', iops: 700 }, p10]);

  it('is never healthy from nothing, nor from half of the limits alone', () => {
    fc.assert(
      fc.property(sample, someLimits, (given, limits) => {
        const { state, iopsShare, bandwidthShare } = diskState(given, {
          limits,
          thresholds,
        });
        const told =
          (iopsShare !== undefined && bandwidthShare !== undefined) ||
          [given.queueDepth, given.busyShare, given.ioPressureShare].some(
            isKnown,
          );
        const allowed: Record<string, boolean> = {
          healthy: told,
          unknown: !told,
        };
        expect(allowed[state] ?? true).toBe(true);
        for (const share of [iopsShare, bandwidthShare]) {
          expect(share === undefined || isKnown(share)).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('does not get better when any load grows, unless it bursts', () => {
    const loads = [
      'iops',
      'bytesPerSecond',
      'iopsShare',
      'bandwidthShare',
      'queueDepth',
      'busyShare',
      'ioPressureShare',
    ] as const;
    fc.assert(
      fc.property(
        sample,
        fc.constantFrom(...loads),
        fc.double({ min: 1, max: 50, noNaN: true }),
        fc.subarray([steady, { boundBy: 'vm', iops: 700 }]),
        (given, load, factor, limits) => {
          const value = given[load];
          fc.pre(value !== undefined && isKnown(value));
          const isTimeShare =
            load === 'busyShare' || load === 'ioPressureShare';
          const grown = isTimeShare
            ? Math.min(1, value * factor)
            : value * factor;
          const options = { limits, thresholds };
          const before = diskState(given, options).state;
          const after = diskState({ ...given, [load]: grown }, options).state;
          fc.pre(before !== 'unknown');
          expect(levelOf(after)).toBeGreaterThanOrEqual(levelOf(before));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
