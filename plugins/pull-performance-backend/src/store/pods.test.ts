import { aBatch, aPull, aStart, SHOP_REF, T0 } from './__testUtils__/records';
import { openStores, testDatabases } from './__testUtils__/stores';
import { PullBatch } from './PullStore';

jest.setTimeout(60_000);

const subject = { entityRef: SHOP_REF };
const everything = { fromMs: 0, toMs: Date.UTC(2030, 0) };

describe('DatabasePullStore: pod starts', () => {
  const databases = testDatabases();

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    const open = () =>
      openStores(databases, databaseId as 'SQLITE_3' | 'POSTGRES_15');

    it('keeps the image wait right in whatever order pulls and starts come', async () => {
      const { store } = await open();
      const question = { subject, window: everything };
      const apply = (more: Partial<PullBatch>) => store.apply(aBatch(more));
      const numbers = async () => {
        const [starts] = await store.aggregatePodStarts(question);
        return (
          starts && {
            starts: starts.starts,
            pods: starts.pods,
            ready: starts.readySecondsSum,
            observed: starts.observedReadySecondsSum,
            readyWait: starts.readyImageWaitSecondsSum,
            wait: starts.imageWaitSecondsSum,
            sketched: starts.readySketch.count,
          }
        );
      };
      const scheduledAtMs = T0;
      const at = (second: number, waitSeconds: number, container = 'app') =>
        aPull({
          finishedAtMs: T0 + second * 1000,
          waitSeconds,
          container,
        });
      // Pulls first: no start until its record comes.
      await apply({ pulls: [at(6, 4)] });
      expect(await numbers()).toBeUndefined();
      expect(await apply({ podStarts: [aStart({ scheduledAtMs })] })).toEqual({
        newPulls: 0,
        newPodStarts: 1,
      });
      const nothing = { starts: 0, ready: 0, observed: 0, readyWait: 0 };
      expect(await numbers()).toEqual({
        ...nothing,
        pods: 1,
        wait: 4,
        sketched: 0,
      });
      // An overlapping pull adds what it adds.
      await apply({ pulls: [at(8, 5, 'proxy')] });
      expect(await numbers()).toMatchObject({ pods: 1, wait: 6 });
      const ready = aStart({ scheduledAtMs, readyAtMs: T0 + 7_000 });
      expect(await apply({ podStarts: [ready] })).toEqual({
        newPulls: 0,
        newPodStarts: 0,
      });
      const afterReady = {
        starts: 1,
        pods: 1,
        ready: 7,
        observed: 7,
        readyWait: 5,
        wait: 5,
        sketched: 1,
      };
      expect(await numbers()).toEqual(afterReady);
      // A restart in place: ready again, pulled again, is no start.
      await apply({
        pulls: [at(500, 100)],
        podStarts: [aStart({ scheduledAtMs, readyAtMs: T0 + 600_000 })],
      });
      expect(await numbers()).toEqual(afterReady);
      // A pod of which no pull is known: its image wait is unknown.
      await apply({
        podStarts: [
          aStart({ podUid: 'p2', scheduledAtMs, readyAtMs: T0 + 3_000 }),
          aStart({ podUid: 'p3', scheduledAtMs, readyAtMs: T0 - 3_000 }),
        ],
      });
      expect(await numbers()).toEqual({
        ...afterReady,
        starts: 2,
        pods: 2,
        ready: 10,
        sketched: 2,
      });
      await apply({
        pulls: [aPull({ podUid: 'p2', outcome: 'present', waitSeconds: 0 })],
      });
      expect(await numbers()).toMatchObject({ observed: 10, readyWait: 5 });
    });
  });
});
