import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openStores } from '../../store/__testUtils__/stores';
import events from '../__fixtures__/events.json';
import { DirectoryEntry, DirectoryListing } from '../access/ClusterDirectory';
import { directAccess } from '../__testUtils__/directAccess';
import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { until } from '../__testUtils__/until';
import { ServiceIndex } from '../services/ServiceIndex';
import { podEvents } from '../watch/resources';
import { eventually } from './__testUtils__/eventually';
import { Collectors } from './Collectors';

const EVENTS = podEvents.path;
const ABOUT_PODS = 'involvedObject.kind=Pod';

jest.setTimeout(60_000);

describe('Collectors', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let server: FakeApiServer;
  let stores: Awaited<ReturnType<typeof openStores>>;
  let listing: DirectoryListing;
  let started: Collectors[];
  let looks: number;

  beforeEach(async () => {
    server = await FakeApiServer.start();
    server.setObjects(EVENTS, events.items);
    stores = await openStores(databases, 'SQLITE_3');
    listing = { clusters: [entryOf('one')], problems: [] };
    started = [];
    looks = 0;
  });

  afterEach(async () => {
    await Promise.all(started.map(collectors => collectors.stop()));
    await server.stop();
  });

  function entryOf(
    name: string,
    more: Partial<DirectoryEntry> = {},
  ): DirectoryEntry {
    return { name, access: directAccess(server), ...more };
  }

  function start(holder: string) {
    const collectors = Collectors.create({
      directory: {
        list: async () => {
          looks += 1;
          return listing;
        },
      },
      pullStore: stores.store,
      collectionStore: stores.collection,
      imageStore: stores.images,
      nodeStore: stores.nodes,
      changeStore: stores.changes,
      settingsStore: stores.settings,
      linker: {
        index: ServiceIndex.create({ entities: [] }),
        waitForIndex: async () => {},
      },
      logger: mockServices.logger.mock(),
      holder,
      refreshMs: 10,
      lease: { renewEveryMs: 5, ttlMs: 20_000 },
      tuning: {
        now: () => Date.UTC(2026, 10, 22, 2, 53),
        podWaitMs: 1,
        maxBatchDelayMs: 5,
        saveChangeAfterMs: 1,
        reflector: { backoffMinMs: 5, backoffMaxMs: 20, shortWatchMs: 0 },
      },
    });
    collectors.start();
    started.push(collectors);
    return collectors;
  }

  async function states(expected: Record<string, string>) {
    const wanted = JSON.stringify(expected);
    await eventually(
      'the states are as expected',
      async () => {
        const all = await stores.collection.listStates({ limit: 100 });
        return Object.fromEntries(
          all.map(({ cluster, state }) => [cluster, state]),
        );
      },
      seen => JSON.stringify(seen) === wanted,
    );
  }

  const watching = (count: number) =>
    until(
      `${count} watches of events`,
      () => server.openWatches(EVENTS, ABOUT_PODS) === count,
      () => server.openWatches(EVENTS, ABOUT_PODS),
    );

  it('follows the list of clusters: new ones, skipped ones, removed ones', async () => {
    start('a');
    await states({ one: 'collecting' });
    listing = {
      clusters: [
        entryOf('one', { access: listing.clusters[0].access }),
        entryOf('two'),
        entryOf('locked', {
          title: 'Locked',
          skipped: {
            why: 'It needs a user.',
            next: 'Add it to pullPerformance.clusters.',
          },
        }),
      ],
      problems: [],
    };
    await states({ locked: 'skipped', one: 'collecting', two: 'collecting' });
    expect(await stores.collection.getState('locked')).toMatchObject({
      title: 'Locked',
      access: 'direct',
      problems: [
        {
          code: 'skipped',
          why: 'It needs a user.',
          next: 'Add it to pullPerformance.clusters.',
        },
      ],
    });
    await watching(2);
    listing = { clusters: [listing.clusters[1]], problems: [] };
    await states({ two: 'collecting' });
    await watching(1);
  });

  it('forgets no cluster while an access cannot tell its clusters', async () => {
    const collectors = start('a');
    await states({ one: 'collecting' });
    await stores.collection.saveState({
      cluster: 'elsewhere',
      access: 'x',
      state: 'collecting',
      problems: [],
    });
    listing = {
      clusters: listing.clusters,
      problems: [
        { access: 'x', what: 'Listing', why: 'No answer.', next: 'Wait.' },
      ],
    };
    const before = looks;
    await until('it looked again and again', () => looks > before + 2);
    expect(collectors.accessProblems).toEqual(listing.problems);
    expect(await stores.collection.countStates()).toBe(2);
  });

  it('collects in one replica at a time, and goes on in another as soon as one stops', async () => {
    const first = start('a');
    await watching(1);
    start('b');
    const asked = jest.spyOn(stores.collection, 'acquireLease');
    await until('the second asked for the lease', () =>
      asked.mock.calls.some(([{ holder }]) => holder === 'b'),
    );
    expect(server.openWatches(EVENTS, ABOUT_PODS)).toBe(1);
    expect(server.seen(EVENTS, 'list', ABOUT_PODS)).toHaveLength(1);
    await first.stop();
    await until(
      'the second reads',
      () => server.seen(EVENTS, 'list', ABOUT_PODS).length === 2,
    );
    expect(
      await stores.collection.acquireLease({
        cluster: 'one',
        holder: 'c',
        ttlMs: 1,
      }),
    ).toBe(false);
  });

  it('stops collecting when it loses the lease', async () => {
    start('a');
    await watching(1);
    // The lease ran out, for example because the process stood still, and another replica took it.
    stores.clock.nowMs += 60_000;
    let taken = false;
    while (!taken) {
      stores.clock.nowMs += 60_000;
      taken = await stores.collection.acquireLease({
        cluster: 'one',
        holder: 'b',
        ttlMs: 40_000,
      });
    }
    await watching(0);
    expect(server.seen(EVENTS, 'list', ABOUT_PODS)).toHaveLength(1);
    await stores.collection.releaseLease({ cluster: 'one', holder: 'b' });
    await watching(1);
    expect(server.seen(EVENTS, 'list', ABOUT_PODS)).toHaveLength(2);
  });

  it('collects on while the store does not answer about leases', async () => {
    start('a');
    await watching(1);
    const asked = jest
      .spyOn(stores.collection, 'acquireLease')
      .mockRejectedValue(new Error('the database is away'));
    await until('it asked often', () => asked.mock.calls.length > 5);
    expect(server.openWatches(EVENTS, ABOUT_PODS)).toBe(1);
  });
});
