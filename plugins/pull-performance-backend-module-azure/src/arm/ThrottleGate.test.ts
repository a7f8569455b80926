import { AzureError } from './AzureError';
import { ThrottleGate } from './ThrottleGate';

describe('ThrottleGate', () => {
  const { signal } = new AbortController();

  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
  });

  afterEach(() => jest.useRealTimers());

  const throttled = (seconds: number) =>
    new AzureError('throttled', {
      message: 'wait',
      retryAtMs: Date.now() + seconds * 1000,
    });

  function gateWithClock() {
    const waits: number[] = [];
    const gate = ThrottleGate.create({
      wait: async waitMs => {
        waits.push(waitMs);
        jest.setSystemTime(Date.now() + waitMs);
      },
    });
    return { gate, waits };
  }

  it('waits as long as Azure says, once, and holds the next call back, too', async () => {
    const { gate, waits } = gateWithClock();
    const send = jest
      .fn<Promise<string>, []>()
      .mockRejectedValueOnce(throttled(7))
      .mockResolvedValueOnce('answer');
    const budget = { callsLeft: 3 };
    expect(await gate.call(send, { budget, signal })).toBe('answer');
    expect(waits).toEqual([7000]);
    expect(budget.callsLeft).toBe(1);

    const always = jest.fn(async () => {
      throw throttled(5);
    });
    await expect(
      gate.call(always, { budget: { callsLeft: 3 }, signal }),
    ).rejects.toThrow('wait');
    expect(always).toHaveBeenCalledTimes(2);
    await gate.call(async () => 'x', { budget: { callsLeft: 1 }, signal });
    expect(waits).toEqual([7000, 5000, 5000]);
  });

  it('does not call at all while a long wait lasts', async () => {
    const { gate, waits } = gateWithClock();
    const send = jest.fn(async () => {
      throw throttled(31);
    });
    const options = { budget: { callsLeft: 3 }, signal };
    await expect(gate.call(send, options)).rejects.toThrow('not over');
    await expect(gate.call(send, options)).rejects.toThrow('not over');
    expect(send).toHaveBeenCalledTimes(1);
    expect(waits).toEqual([]);
    jest.setSystemTime(Date.now() + 31_000);
    await gate.call(async () => 'x', options);
  });

  it('makes no second call that the budget does not allow, and passes other errors on', async () => {
    const { gate } = gateWithClock();
    const send = jest.fn(async () => {
      throw throttled(1);
    });
    await expect(
      gate.call(send, { budget: { callsLeft: 1 }, signal }),
    ).rejects.toThrow('wait');
    expect(send).toHaveBeenCalledTimes(1);
    const broken = jest.fn(async () => {
      throw new Error('broken');
    });
    await expect(
      gate.call(broken, { budget: { callsLeft: 3 }, signal }),
    ).rejects.toThrow('broken');
    expect(broken).toHaveBeenCalledTimes(1);
  });
});
