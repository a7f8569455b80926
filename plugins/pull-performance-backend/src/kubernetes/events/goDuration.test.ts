import fc from 'fast-check';
import { parseGoDurationSeconds } from './goDuration';

describe('parseGoDurationSeconds', () => {
  it.each([
    ['0s', 0],
    ['1ns', 1e-9],
    ['12.5µs', 12.5e-6],
    ['12.5μs', 12.5e-6],
    ['3us', 3e-6],
    ['850ms', 0.85],
    ['999.999999ms', 0.999999999],
    ['1.2s', 1.2],
    ['49.657983991s', 49.657983991],
    ['2m7.876s', 127.876],
    ['10m16.315s', 616.315],
    ['1h2m3s', 3723],
    ['1h0m0.5s', 3600.5],
    ['2562047h47m16.854775807s', 9223372036.854776],
  ])('%s', (text, seconds) => {
    expect(parseGoDurationSeconds(text)).toBeCloseTo(seconds, 9);
  });

  it.each([
    '',
    's',
    '1',
    '-3s',
    '1e3s',
    '1.s',
    '.5s',
    '1m1h',
    '3 s',
    '5d',
    '1s1s',
    '9'.repeat(1e6),
  ])('knows no duration in %.30j', text => {
    expect(parseGoDurationSeconds(text)).toBeUndefined();
  });

  it('reads every whole number of milliseconds as Go writes it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), milliseconds => {
        expect(parseGoDurationSeconds(goText(milliseconds))).toBeCloseTo(
          milliseconds / 1000,
          6,
        );
      }),
    );
  });
});

/** Go's Duration.String() of whole milliseconds. */
function goText(milliseconds: number): string {
  if (milliseconds === 0) return '0s';
  if (milliseconds < 1000) return `${milliseconds}ms`;
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor(milliseconds / 60_000) % 60;
  const seconds = `${(milliseconds % 60_000) / 1000}s`;
  if (hours) return `${hours}h${minutes}m${seconds}`;
  return minutes ? `${minutes}m${seconds}` : seconds;
}
