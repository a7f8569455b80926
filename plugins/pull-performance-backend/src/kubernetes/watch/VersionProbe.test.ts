import { until } from '../__testUtils__/until';
import { isOlder, VersionProbe } from './VersionProbe';

async function probed(options: { settleMs: number; answer?: () => string }) {
  const { settleMs, answer = () => '42' } = options;
  const errors: unknown[] = [];
  let asked = false;
  const probe = VersionProbe.start({
    afterMs: 1,
    settleMs,
    readVersion: async () => {
      asked = true;
      return answer();
    },
    onError: error => errors.push(error),
  });
  expect(probe.settledVersion()).toBeUndefined();
  await until('asked', () => asked);
  return { probe, errors };
}

describe('VersionProbe', () => {
  it('gives the version once it has settled', async () => {
    const { probe } = await probed({ settleMs: 20 });
    await until('settled', () => probe.settledVersion() !== undefined);
    expect(probe.settledVersion()).toBe('42');
  });

  it('gives none before', async () => {
    const { probe } = await probed({ settleMs: 3_600_000 });
    expect(probe.settledVersion()).toBeUndefined();
  });

  it('gives none when a line came after it', async () => {
    const { probe } = await probed({ settleMs: 0 });
    expect(probe.settledVersion()).toBe('42');
    probe.forget();
    expect(probe.settledVersion()).toBeUndefined();
  });

  it('tells when there was no answer', async () => {
    const gone = new Error('gone');
    const { probe, errors } = await probed({
      settleMs: 0,
      answer: () => {
        throw gone;
      },
    });
    expect(errors).toEqual([gone]);
    expect(probe.settledVersion()).toBeUndefined();
  });

  it.each([
    ['9', '10', true],
    ['10', '9', false],
    ['10', '10', false],
    ['18446744073709551614', '18446744073709551615', true],
    ['abc', '10', false],
    ['9', 'abc', false],
  ])('compares %s with %s only when both are numbers', (a, b, older) => {
    expect(isOlder(a, b)).toBe(older);
  });
});
