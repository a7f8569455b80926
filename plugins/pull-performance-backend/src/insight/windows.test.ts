import fc from 'fast-check';
import { hoursOf, isoWindow, resolveWindow, windowBefore } from './windows';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
const nowMs = Date.parse('2026-11-22T10:20:30.400Z');

function resolve(parameters: { from?: string; to?: string }) {
  return isoWindow(resolveWindow({ parameters, nowMs, defaultMs: 7 * dayMs }));
}

describe('windows', () => {
  it('covers the configured time until now', () => {
    expect(resolve({})).toEqual({
      from: '2026-11-15T10:00:00.000Z',
      to: '2026-11-22T10:20:30.400Z',
    });
  });

  it('widens to full UTC hours, and ends now at the latest', () => {
    expect(
      resolve({
        from: '2026-11-01T10:59:59+01:00',
        to: '2026-11-02T00:00:01Z',
      }),
    ).toEqual({
      from: '2026-11-01T09:00:00.000Z',
      to: '2026-11-02T01:00:00.000Z',
    });
    expect(resolve({ from: '2026-11-20', to: '2027-01-01' }).to).toBe(
      '2026-11-22T10:20:30.400Z',
    );
    expect(resolve({ to: '2026-11-10' })).toEqual({
      from: '2026-11-03T00:00:00.000Z',
      to: '2026-11-10T00:00:00.000Z',
    });
  });

  it('takes the same length for the window before', () => {
    const window = resolveWindow({
      parameters: {},
      nowMs,
      defaultMs: 7 * dayMs,
    });
    expect(hoursOf(window)).toBe(7 * 24);
    expect(isoWindow(windowBefore(window))).toEqual({
      from: '2026-11-08T10:00:00.000Z',
      to: '2026-11-15T10:00:00.000Z',
    });
  });

  it('names the parameter of whatever else it is given', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, first) => {
        const name = first ? 'from' : 'to';
        let message = `${name} was read`;
        try {
          resolve({ [name]: text });
        } catch (error) {
          message = String(error);
        }
        expect(message).toContain(name);
      }),
    );
  });

  it('always holds what was asked for, in full hours', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: nowMs - 399 * dayMs, max: nowMs - 1 }),
        fc.integer({ min: 1, max: 30 * dayMs }),
        (fromMs, lengthMs) => {
          const toMs = fromMs + lengthMs;
          const window = resolveWindow({
            parameters: {
              from: new Date(fromMs).toISOString(),
              to: new Date(toMs).toISOString(),
            },
            nowMs,
            defaultMs: dayMs,
          });
          expect(window.fromMs).toBeLessThanOrEqual(fromMs);
          expect(window.fromMs).toBeGreaterThan(fromMs - hourMs);
          expect(window.fromMs % hourMs).toBe(0);
          expect(window.toMs).toBeGreaterThanOrEqual(Math.min(toMs, nowMs));
          expect(window.toMs).toBeLessThanOrEqual(nowMs);
        },
      ),
    );
  });
});
