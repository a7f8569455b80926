import { mockServices } from '@backstage/backend-test-utils';
import { InputError } from '@backstage/errors';
import { aPull, aWorkload, T0 } from '../../store/__testUtils__/records';
import { PullBatch } from '../../store/PullStore';
import { until } from '../__testUtils__/until';
import { Batcher } from './Batcher';
import { collectorTuning } from './tuning';

/** A store that remembers batches, or fails as long as it is told to. */
function fakeStore() {
  const store = {
    batches: [] as PullBatch[],
    tries: 0,
    fail: (_batch: PullBatch): Error | undefined => undefined,
    apply: async (batch: PullBatch) => {
      store.tries += 1;
      const error = store.fail(batch);
      if (error) throw error;
      store.batches.push(batch);
      return { newPulls: batch.pulls.length, newPodStarts: 0 };
    },
  };
  return store;
}

jest.setTimeout(60_000);

describe('Batcher', () => {
  let store: ReturnType<typeof fakeStore>;
  let stop: AbortController;
  let running: Promise<void>;
  let lags: number[];
  let refused: string[];

  beforeEach(() => {
    store = fakeStore();
    stop = new AbortController();
    lags = [];
    refused = [];
  });

  afterEach(async () => {
    stop.abort();
    await running;
  });

  function start(maxBatchRecords: number, maxBatchDelayMs: number): Batcher {
    const batcher = Batcher.create({
      cluster: 'one',
      store,
      logger: mockServices.logger.mock(),
      tuning: collectorTuning({
        now: () => T0 + 3_000,
        maxBatchRecords,
        maxBatchDelayMs,
        storeBackoffMinMs: 1,
        storeBackoffMaxMs: 2,
      }),
      onLag: lag => lags.push(lag),
      onRefused: why => refused.push(why),
    });
    running = batcher.run(stop.signal);
    return batcher;
  }

  const uids = () =>
    store.batches.flatMap(({ pulls }) => pulls.map(({ eventUid }) => eventUid));

  it('flushes when a batch is full, and names each workload once, as told last', async () => {
    const batcher = start(2, 3_600_000);
    const workload = aWorkload();
    await batcher.add([
      { pull: aPull({ eventUid: 'a' }), workload },
      {
        pull: aPull({ eventUid: 'b' }),
        workload: { ...workload, labels: { app: 'new' } },
      },
      { pull: aPull({ eventUid: 'c' }) },
    ]);
    await until('a full batch is stored', () => store.batches.length === 1);
    expect(store.batches[0].workloads).toEqual([
      { ...workload, labels: { app: 'new' } },
    ]);
    expect(uids()).toEqual(['a', 'b']);
    stop.abort();
    await running;
    expect(uids()).toEqual(['a', 'b', 'c']);
  });

  it('flushes a part of a batch after a while, and tells the lag of its newest live record', async () => {
    const batcher = start(100, 5);
    await batcher.add([
      { pull: aPull(), liveAtMs: T0 },
      { pull: aPull(), liveAtMs: T0 + 2_000 },
    ]);
    await until('the batch is stored', () => store.batches.length > 0);
    await batcher.add([{ pull: aPull() }]);
    await batcher.add([{ pull: aPull(), liveAtMs: T0 + 60_000 }]);
    await until('all is stored', () => uids().length === 4 && lags.length > 1);
    // A record of the past is no measure, and a clock that is ahead makes no negative lag.
    expect([lags[0], lags.at(-1)]).toEqual([1, 0]);
  });

  it('keeps a batch until the store takes it, in order, and accepts only so much meanwhile', async () => {
    store.fail = () => new Error('the database is away');
    const batcher = start(2, 1);
    const names = Array.from({ length: 40 }, (_, index) => `event-${index}`);
    let accepted = 0;
    const adding = (async () => {
      for (const eventUid of names) {
        await batcher.add([{ pull: aPull({ eventUid }) }]);
        accepted += 1;
      }
    })();
    await until('it tried often', () => store.tries > 5);
    expect(accepted).toBe(4);
    store.fail = () => undefined;
    await adding;
    await until('all is stored', () => uids().length === names.length);
    expect(uids()).toEqual(names);
  });

  it('leaves out only the record that the store never takes, and says so', async () => {
    store.fail = ({ pulls }) =>
      pulls.some(({ eventUid }) => eventUid === 'bad')
        ? new InputError('no usable time')
        : undefined;
    const batcher = start(5, 1);
    await batcher.add(
      ['a', 'b', 'bad', 'c', 'd'].map(eventUid => ({
        pull: aPull({ eventUid }),
      })),
    );
    await until('the others are stored', () => uids().length === 4);
    expect(uids()).toEqual(['a', 'b', 'c', 'd']);
    expect(refused).toEqual(['no usable time']);
  });
});
