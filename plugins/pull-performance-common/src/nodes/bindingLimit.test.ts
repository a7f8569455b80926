import fc from 'fast-check';
import { DiskLimit } from '../schema/openapi';
import { bindingLimit, burstLimit, compareDisks } from './bindingLimit';

// Standard_D4s_v3 with a P10, and with its ephemeral disk on the cache.
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
const ephemeral: DiskLimit = {
  boundBy: 'Standard_D4s_v3 cache',
  iops: 8000,
  bytesPerSecond: 64e6,
};

const figure = fc.option(
  fc.oneof(
    fc.double(),
    fc.constantFrom(0, -1, NaN, Infinity, 500),
    fc.integer({ min: 1, max: 20 }),
  ),
  { nil: undefined },
);
const limits = fc.array(
  fc.record({
    boundBy: fc.string(),
    iops: figure,
    bytesPerSecond: figure,
    burstIops: figure,
    burstBytesPerSecond: figure,
  }),
  { maxLength: 6 },
);
const isLimit = (value: number | undefined) =>
  value !== undefined && value > 0 && value < Infinity;

describe('bindingLimit', () => {
  it('takes the operations of the disk and the bytes of the machine', () => {
    expect(bindingLimit([machine, p10])).toEqual({
      iops: 500,
      iopsBoundBy: 'P10 disk',
      bytesPerSecond: 96e6,
      bytesBoundBy: 'Standard_D4s_v3',
    });
    expect(burstLimit([machine, p10])).toEqual({
      iops: 3500,
      iopsBoundBy: 'P10 disk',
      bytesPerSecond: 170e6,
      bytesBoundBy: 'P10 disk',
    });
  });

  it('names the first of equal limits, and leaves out what nobody sets', () => {
    const one = { boundBy: 'one', iops: 5 };
    const other = { boundBy: 'other', iops: 5, bytesPerSecond: NaN };
    expect(bindingLimit([one, other])).toEqual({ iops: 5, iopsBoundBy: 'one' });
    expect(bindingLimit([])).toEqual({});
    expect(
      bindingLimit([{ boundBy: 'x', iops: 0, bytesPerSecond: -1 }]),
    ).toEqual({});
  });

  it('is the lowest of all limits, by one that sets it, whatever is given', () => {
    fc.assert(
      fc.property(limits, given => {
        const { iops, iopsBoundBy } = bindingLimit(given);
        const all = given.flatMap(one => (isLimit(one.iops) ? [one.iops] : []));
        expect(iops).toBe(
          all.length > 0 ? Math.min(...(all as number[])) : undefined,
        );
        const first = given.find(one => one.iops === iops);
        expect(iopsBoundBy).toBe(
          iops === undefined ? undefined : first?.boundBy,
        );
      }),
    );
  });

  it('is never above what bursts allow', () => {
    fc.assert(
      fc.property(limits, given => {
        const base = bindingLimit(given);
        const withBase = given.filter(one => isLimit(one.bytesPerSecond));
        const burst = burstLimit(withBase);
        expect(burst.bytesPerSecond ?? 0).toBeGreaterThanOrEqual(
          base.bytesPerSecond ?? 0,
        );
      }),
    );
  });
});

describe('compareDisks', () => {
  it('tells each figure apart: an ephemeral disk has more operations and fewer bytes', () => {
    expect(
      compareDisks(bindingLimit([machine, p10]), bindingLimit([ephemeral])),
    ).toEqual({
      iops: { direction: 'more', ratio: 16 },
      bytesPerSecond: { direction: 'less', ratio: 64 / 96 },
    });
  });

  it('does not compare with what is unknown', () => {
    expect(
      compareDisks({ iops: 500 }, { iops: 500, bytesPerSecond: 1e6 }),
    ).toEqual({
      iops: { direction: 'same', ratio: 1 },
      bytesPerSecond: { direction: 'unknown' },
    });
    expect(compareDisks({ iops: 0 }, { iops: NaN }).iops).toEqual({
      direction: 'unknown',
    });
  });
});
