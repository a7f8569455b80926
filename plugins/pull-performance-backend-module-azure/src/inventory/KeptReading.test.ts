import { AzureError } from '../arm/AzureError';
import { KeptReading } from './KeptReading';

const minuteMs = 60_000;

describe('KeptReading', () => {
  const { signal } = new AbortController();
  const broken = new AzureError('unavailable', { message: 'broken' });

  beforeEach(() => {
    jest.useFakeTimers({
      now: 1_000_000,
      doNotFake: ['nextTick', 'queueMicrotask'],
    });
  });

  afterEach(() => jest.useRealTimers());

  it('reads once for all who wait, and again when it is due', async () => {
    let reads = 0;
    const kept = KeptReading.create({
      freshMs: 10 * minuteMs,
      read: async () => {
        reads += 1;
        return reads;
      },
    });
    const both = await Promise.all([kept.get(signal), kept.get(signal)]);
    expect(both).toEqual([{ value: 1 }, { value: 1 }]);
    jest.advanceTimersByTime(10 * minuteMs - 1);
    expect(await kept.get(signal)).toEqual({ value: 1 });
    jest.advanceTimersByTime(1);
    expect(await kept.get(signal)).toEqual({ value: 2 });
  });

  it('goes on with what it has while reading fails, says so, and gives it up in the end', async () => {
    let fails = false;
    const read = jest.fn(async () => {
      if (fails) throw broken;
      return 'value';
    });
    const kept = KeptReading.create({
      freshMs: minuteMs,
      retryMs: minuteMs,
      usableMs: 10 * minuteMs,
      read,
    });
    await kept.get(signal);
    fails = true;
    jest.advanceTimersByTime(minuteMs);
    expect(await kept.get(signal)).toEqual({ value: 'value', error: broken });
    jest.advanceTimersByTime(minuteMs - 1);
    await kept.get(signal);
    expect(read).toHaveBeenCalledTimes(2);
    jest.advanceTimersByTime(9 * minuteMs);
    expect(await kept.get(signal)).toEqual({ error: broken });
    expect(read).toHaveBeenCalledTimes(3);
    fails = false;
    jest.advanceTimersByTime(minuteMs);
    expect(await kept.get(signal)).toEqual({ value: 'value' });
  });

  it('does not ask before Azure wants to be asked', async () => {
    const read = jest.fn(async () => {
      throw new AzureError('throttled', {
        message: 'wait',
        retryAtMs: Date.now() + 20 * minuteMs,
      });
    });
    const kept = KeptReading.create({ freshMs: minuteMs, read });
    await kept.get(signal);
    jest.advanceTimersByTime(19 * minuteMs);
    await kept.get(signal);
    expect(read).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(minuteMs);
    await kept.get(signal);
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('lets one go who no longer waits, and goes on for the others', async () => {
    let finish = (_: string) => {};
    const kept = KeptReading.create({
      freshMs: minuteMs,
      read: () =>
        new Promise<string>(resolve => {
          finish = resolve;
        }),
    });
    const abort = new AbortController();
    const gone = kept.get(abort.signal);
    const waiting = kept.get(signal);
    abort.abort(new Error('gone'));
    await expect(gone).rejects.toThrow('gone');
    finish('value');
    expect(await waiting).toEqual({ value: 'value' });
  });
});
