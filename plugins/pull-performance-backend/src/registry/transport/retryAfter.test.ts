import { retryAfterMs } from './retryAfter';

const nowMs = Date.UTC(2026, 10, 22);
const sixHoursMs = 6 * 60 * 60 * 1000;

describe('retryAfterMs', () => {
  it.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['0', 1_000],
    ['99999', sixHoursMs],
    ['9'.repeat(30), sixHoursMs],
    [new Date(nowMs + 90_000).toUTCString(), 90_000],
    [new Date(nowMs - 90_000).toUTCString(), 1_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', sixHoursMs],
    ['soon', undefined],
    ['', undefined],
    ['1'.repeat(50), undefined],
    [undefined, undefined],
  ])('understands %j', (header, expected) => {
    expect(retryAfterMs({ 'retry-after': header }, nowMs)).toBe(expected);
  });
});
