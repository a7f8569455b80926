import { retryAfterMs } from './retryAfter';

const nowMs = Date.UTC(2026, 10, 22);
const hourMs = 60 * 60 * 1000;

describe('retryAfterMs', () => {
  it.each([
    ['120', 120_000],
    ['0', 1000],
    ['9'.repeat(30), hourMs],
    [new Date(nowMs + 90_000).toUTCString(), 90_000],
    [new Date(nowMs - 90_000).toUTCString(), 1000],
    ['soon', undefined],
    ['1'.repeat(50), undefined],
    [undefined, undefined],
  ])('understands %j', (header, expected) => {
    expect(retryAfterMs({ 'retry-after': header }, nowMs)).toBe(expected);
  });
});
