import fc from 'fast-check';
import { formatAreaValue } from './areaValue';
import { formatBytes } from './bytes';
import { formatCount, formatHours, formatShare } from './numbers';
import { formatRange } from './range';
import { formatSeconds } from './seconds';
import { formatDay, formatTimeOfDay } from './time';

const thin = '\u2009';
const narrow = '\u202f';

describe('units', () => {
  it.each([
    [0, '0.0 s'],
    [14.24, '14.2 s'],
    [119.94, '119.9 s'],
    [119.95, '2 min 0 s'],
    [125, '2 min 5 s'],
    [179.6, '3 min 0 s'],
    [3725, '62 min 5 s'],
    [-1.25, '−1.3 s'],
    [-0.01, '0.0 s'],
    [-125, '−2 min 5 s'],
  ])('formats %p seconds', (value, text) => {
    expect(formatSeconds(value)).toBe(text);
  });

  it.each([
    [0, '0 MB'],
    [30e3, 'under 0.1 MB'],
    [340e3, '0.3 MB'],
    [412.4e6, '412 MB'],
    [999.4e6, '999 MB'],
    [999.6e6, '1.0 GB'],
    [1.14e9, '1.1 GB'],
    [1_041e9, `1${thin}041.0 GB`],
    [-146e6, '−146 MB'],
  ])('formats %p bytes', (value, text) => {
    expect(formatBytes(value)).toBe(text);
  });

  it('formats bytes of layers with one decimal', () => {
    expect(formatBytes(41.26e6, { decimals: 1 })).toBe('41.3 MB');
    expect(formatBytes(999.96e6, { decimals: 1 })).toBe('1.0 GB');
  });

  it.each([
    [0, `0${narrow}%`],
    [0.0001, `under 0.1${narrow}%`],
    [0.004, `0.4${narrow}%`],
    [0.00951, `1${narrow}%`],
    [0.711, `71${narrow}%`],
    [1, `100${narrow}%`],
    [-0.18, `−18${narrow}%`],
  ])('formats a share of %p', (value, text) => {
    expect(formatShare(value)).toBe(text);
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [1041, `1${thin}041`],
    [1234567, `1${thin}234${thin}567`],
    [-1041, `−1${thin}041`],
  ])('formats a count of %p', (value, text) => {
    expect(formatCount(value)).toBe(text);
  });

  it.each([
    [0, '0 h'],
    [0.049, 'under 0.1 h'],
    [0.05, '0.1 h'],
    [7.44, '7.4 h'],
    [-1.2, '−1.2 h'],
    [1041.2, `1${thin}041.2 h`],
  ])('formats %p hours', (value, text) => {
    expect(formatHours(value)).toBe(text);
  });

  it.each([
    [5.4, 7.6, formatSeconds, '5.4–7.6 s'],
    [5.4, 5.4, formatSeconds, '5.4 s'],
    [-1.2, 3.4, formatSeconds, '−1.2 to 3.4 s'],
    [90, 125, formatSeconds, '90.0 s to 2 min 5 s'],
    [125, 185, formatSeconds, '2 min 5 s to 3 min 5 s'],
    [0.05, 0.08, formatShare, `5–8${narrow}%`],
    [0.01, 1.4, formatHours, 'under 0.1 h to 1.4 h'],
    [1000, 2000, formatCount, `1${thin}000–2${thin}000`],
  ])('formats the range %p to %p', (low, high, format, text) => {
    expect(formatRange({ low, high, format })).toBe(text);
  });

  it('formats times in UTC', () => {
    expect(formatDay('2026-10-29T23:59:00Z')).toBe('29 Oct');
    expect(formatDay('2026-10-29T23:59:00-05:00')).toBe('30 Oct');
    expect(formatTimeOfDay('2026-10-29T14:02:59+02:00')).toBe('12:02 UTC');
  });

  it('formats a value in the unit of its area', () => {
    expect(formatAreaValue(14.2, 'seconds')).toBe('14.2 s');
    expect(formatAreaValue(412e6, 'bytes')).toBe('412 MB');
    expect(formatAreaValue(0.71, 'share')).toBe(`71${narrow}%`);
  });

  it('never shows something as nothing, and reads back within its rounding', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.06, max: 1e6, noNaN: true }), seconds => {
        const text = formatSeconds(seconds);
        const minutes = /^(\d+) min (\d{1,2}) s$/.exec(text);
        const read = minutes
          ? Number(minutes[1]) * 60 + Number(minutes[2])
          : Number(/^(\d+\.\d) s$/.exec(text)?.[1]);
        expect(Math.abs(read - seconds)).toBeLessThanOrEqual(
          minutes ? 0.51 : 0.051,
        );
        expect(read).toBeGreaterThan(0);
        expect(minutes ? Number(minutes[2]) : 0).toBeLessThan(60);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e15, noNaN: true }), bytes => {
        expect(formatBytes(bytes)).not.toMatch(/^[0.]+ [MG]B$/);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1, noNaN: true }), share => {
        expect(formatShare(share)).not.toMatch(/^[0.]+\D?%$/);
      }),
    );
  });
});
