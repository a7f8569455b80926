import { TestDatabases } from '@backstage/backend-test-utils';
import { ClusterAccess } from 'backstage-plugin-pull-performance-node';
import events from '../__fixtures__/events.json';
import { directAccess } from '../__testUtils__/directAccess';
import {
  answerJson,
  FakeObject,
  statusOf,
} from '../__testUtils__/FakeApiServer';
import { until } from '../__testUtils__/until';
import {
  ABOUT_PODS,
  checkoutRef,
  CollectorBench,
  EVENTS,
  fixtureEvent,
  fixturePulls,
  PODS,
} from './__testUtils__/CollectorBench';

jest.setTimeout(60_000);

describe('ClusterCollector in trouble', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let bench: CollectorBench;

  beforeEach(async () => {
    bench = await CollectorBench.create(databases);
  });

  afterEach(() => bench.close());

  const pulled = fixtureEvent(({ reason }) => reason === 'Pulled');

  function eventOf(uid: string, parts: FakeObject = {}): FakeObject {
    return { ...pulled, metadata: { ...pulled.metadata, uid }, ...parts };
  }

  it('does not need to read pods to store pulls, and names the missing rule', async () => {
    bench.server.setObjects(EVENTS, events.items);
    const direct = directAccess(bench.server);
    const message =
      'pods is forbidden: User "x" cannot list resource "pods" in API group "" at the cluster scope';
    const access: ClusterAccess = {
      ...direct,
      request: request => {
        if (request.path.startsWith(PODS)) {
          const status = statusOf(403, 'Forbidden', message);
          bench.server.answerNext(PODS, answerJson(403, status));
        }
        return direct.request(request);
      },
    };
    bench.start({ access, tuning: { podWaitMs: 10 } });
    await bench.pullsStored(fixturePulls);
    const state = await bench.stateIs('degraded');
    expect(state?.problems).toEqual([
      expect.objectContaining({
        code: 'forbidden',
        why: `${message}.`,
        next: expect.stringContaining('resources: ["pods"]'),
      }),
    ]);
    // The names of the pods still lead to the Deployment and its service.
    expect(await bench.counts({ entityRef: checkoutRef }, ['outcome'])).toEqual(
      { present: [1, 0], cold: [1, 2.793] },
    );
  });

  it('fails plainly when nothing may be read, and goes on when it may', async () => {
    bench.server.setObjects(EVENTS, events.items);
    bench.server.answerAll(
      answerJson(403, statusOf(403, 'Forbidden', 'not you')),
    );
    bench.start();
    const state = await bench.stateIs('failing');
    expect(state?.problems).toContainEqual(
      expect.objectContaining({
        code: 'forbidden',
        next: expect.stringContaining('events'),
      }),
    );
    bench.server.answerAll();
    await bench.pullsStored(fixturePulls);
    expect((await bench.stateIs('collecting'))?.problems).toEqual([]);
  });

  it('names events that it cannot read, each once, and goes on', async () => {
    bench.server.setObjects(EVENTS, [
      eventOf('a', { message: 'Image has arrived' }),
      eventOf('b', { lastTimestamp: null, firstTimestamp: null }),
      eventOf('c', { lastTimestamp: '2026-11-22T09:00:00Z' }),
      eventOf('d', {
        message:
          'Successfully pulled image "a" in 1s (2s including waiting). Image size: 1 MiB.',
      }),
      pulled,
    ]);
    bench.start();
    await bench.pullsStored(2);
    await bench.stateIs('degraded');
    const lists = () => bench.server.seen(EVENTS, 'list', ABOUT_PODS).length;
    expect(lists()).toBe(1);
    bench.server.passTime();
    bench.server.expire();
    bench.server.cutWatches(EVENTS);
    await until('it has listed again', () => lists() === 2);
    await bench.watchesEvents();
    await bench.stop();
    const { problems = [] } = (await bench.state()) ?? {};
    expect(problems.map(({ code, count }) => [code, count])).toEqual([
      ['unreadable-event', 1],
      ['unreadable-event', 1],
      ['unreadable-event', 1],
      ['unknown-wording', 1],
    ]);
    expect(new Set(problems.map(({ what }) => what)).size).toBe(4);
  });

  it('ends while the store does not take anything', async () => {
    bench.server.setObjects(
      EVENTS,
      Array.from({ length: 3000 }, (_, index) => eventOf(`event-${index}`)),
    );
    let refused = 0;
    const away = async () => {
      refused += 1;
      throw new Error('the database is away');
    };
    bench.start({
      pullStore: { apply: away, findWorkloadsOfPods: away },
      tuning: { maxBatchRecords: 10 },
    });
    await until('the store was asked', () => refused > 3);
    await bench.stop();
    await until(
      'no watch is left',
      () => bench.server.openWatches(EVENTS) === 0,
    );
    expect(await bench.stores.knex('pulls')).toEqual([]);
  });
});
