import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { openStores } from '../../store/__testUtils__/stores';
import * as resources from '../watch/resources';
import { ReflectorStatus, WatchedResource } from '../watch/types';
import { eventually } from './__testUtils__/eventually';
import { ClusterClock } from './ClusterClock';
import { EventLifetime } from './EventLifetime';
import { HealthReporter } from './HealthReporter';
import { ProblemBook } from './ProblemBook';
import { collectorTuning } from './tuning';

const HOUR_MS = 3_600_000;
const T0 = Date.UTC(2026, 10, 22, 12);
const { podEvents, nodes, pods } = resources;

jest.setTimeout(60_000);

describe('HealthReporter', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  let stores: Awaited<ReturnType<typeof openStores>>;
  let nowMs: number;
  let problems: ProblemBook;
  let clock: ClusterClock;
  let lifetime: EventLifetime;
  let reporter: HealthReporter;
  let stop: AbortController;
  let running: Promise<void>;

  beforeEach(async () => {
    stores = await openStores(databases, 'SQLITE_3');
    nowMs = T0;
    restart();
  });

  afterEach(async () => end());

  function restart() {
    const tuning = collectorTuning({
      now: () => nowMs,
      saveEveryMs: 2,
      saveChangeAfterMs: 1,
    });
    problems = ProblemBook.create({ now: tuning.now });
    clock = ClusterClock.create({ cluster: 'one', now: tuning.now });
    lifetime = EventLifetime.create();
    reporter = HealthReporter.create({
      cluster: 'one',
      access: 'direct',
      store: stores.collection,
      problems,
      clock,
      lifetime,
      logger: mockServices.logger.mock(),
      tuning,
    });
    for (const resource of [podEvents, nodes, pods]) {
      reporter.expect(resource, resource !== pods);
    }
    stop = new AbortController();
    running = reporter.run(stop.signal);
  }

  async function end() {
    stop.abort();
    await running;
  }

  function hear(
    resource: WatchedResource,
    phase: ReflectorStatus['phase'],
    lastSuccessAtMs?: number,
    why = 'no answer',
  ) {
    const problem = {
      code: 'unreachable',
      what: `Reading ${resource.title}`,
      why,
      next: 'Check the server.',
    };
    reporter.heard(resource, {
      phase,
      lastSuccessAtMs,
      ...(phase === 'failing' && { problem }),
    });
  }

  function watchAll(successMs: number) {
    for (const resource of [podEvents, nodes, pods]) {
      reporter.listed(resource);
      hear(resource, 'watching', successMs);
    }
  }

  async function saved(isWanted: (state: Saved) => boolean) {
    const state = await eventually('the state is saved', one, isWanted);
    return state!;
  }

  type Saved = Awaited<ReturnType<typeof one>>;

  async function one() {
    const states = await stores.collection.listStates({ limit: 1 });
    return states.at(0);
  }

  it('goes from starting to collecting, and back to what is wrong', async () => {
    await saved(state => state?.state === 'starting');
    watchAll(T0);
    expect(await saved(state => state?.state === 'collecting')).toMatchObject({
      lastSuccessAtMs: T0,
      problems: [],
      gaps: [],
    });

    hear(pods, 'failing', T0);
    const degraded = await saved(state => state?.state === 'degraded');
    expect(degraded.problems).toEqual([
      {
        code: 'unreachable',
        what: 'Reading pods',
        why: 'no answer',
        next: 'Check the server.',
        count: 1,
        firstSeenAtMs: T0,
        lastSeenAtMs: expect.any(Number),
      },
    ]);

    nowMs += 5_000;
    hear(pods, 'failing', T0);
    hear(podEvents, 'failing', T0);
    hear(nodes, 'failing', T0);
    const failing = await saved(
      state => state?.state === 'failing' && state.problems[0].count === 4,
    );
    // One cause, one entry.
    expect(failing.problems).toMatchObject([
      {
        what: 'Reading events about pods, and 2 more resources',
        firstSeenAtMs: T0,
        lastSeenAtMs: nowMs,
      },
    ]);

    watchAll(nowMs);
    const recovered = await saved(state => state?.state === 'collecting');
    expect(recovered.problems).toEqual([]);
  });

  it('is degraded by what was noted, for an hour', async () => {
    watchAll(T0);
    problems.note(
      { code: 'unreadable-event', what: 'a', why: 'b', next: 'c' },
      3,
    );
    await saved(
      state => state?.state === 'degraded' && state.problems[0].count === 3,
    );
    nowMs += HOUR_MS;
    const later = await saved(state => state?.state === 'collecting');
    expect(later.problems).toHaveLength(1);
    nowMs += 23 * HOUR_MS + 1;
    await saved(state => state?.problems.length === 0);
  });

  it('notes a gap when the last run ended longer ago than events live', async () => {
    watchAll(T0);
    await saved(state => state?.lastSuccessAtMs === T0);
    await end();
    nowMs = T0 + 3 * HOUR_MS;
    restart();
    // Nobody knows yet when reading works again: what is lost by now is lost.
    await saved(state => state?.gaps[0]?.toMs === T0 + 2 * HOUR_MS);
    nowMs += 10 * 60_000;
    watchAll(nowMs);
    const { gaps } = await saved(state => state?.lastSuccessAtMs === nowMs);
    expect(gaps).toEqual([
      {
        // The last seconds may have been read but not stored.
        fromMs: T0 - 10_000,
        toMs: nowMs - HOUR_MS,
        why: expect.stringContaining('one hour'),
      },
    ]);
  });

  it('notes the gap of a cluster that keeps its events for minutes only, as an earlier run learned', async () => {
    lifetime.recall(120_000);
    watchAll(T0);
    await saved(state => state?.eventLifetimeMs === 120_000);
    await end();
    nowMs = T0 + 5 * 60_000;
    restart();
    watchAll(nowMs);
    const { gaps } = await saved(state => state?.lastSuccessAtMs === nowMs);
    expect(gaps).toMatchObject([
      { fromMs: T0 - 10_000, toMs: nowMs - 120_000 },
    ]);
  });

  it('takes a quiet watch of a living server for complete', async () => {
    lifetime.recall(120_000);
    watchAll(T0);
    const aliveAt = async (atMs: number) => {
      nowMs = atMs;
      reporter.alive();
      await saved(state => state?.lastSuccessAtMs === atMs);
    };
    for (let minute = 1; minute <= 5; minute += 1) {
      await aliveAt(T0 + minute * 60_000);
    }
    hear(podEvents, 'failing', nowMs);
    const cutAtMs = nowMs;
    nowMs += 60_000;
    reporter.alive();
    const state = await saved(now => now?.state === 'failing');
    expect(state).toMatchObject({ lastSuccessAtMs: cutAtMs, gaps: [] });
  });

  it('tells that the clocks differ, for as long as they do', async () => {
    watchAll(T0);
    clock.set(-3_600_000);
    const { problems: told } = await saved(
      state => state?.state === 'degraded',
    );
    expect(told).toMatchObject([
      {
        code: 'clocks-differ',
        why: expect.stringContaining('60 minutes ahead'),
      },
    ]);
    clock.set(1_000);
    expect(
      (await saved(state => state?.state === 'collecting')).problems,
    ).toEqual([]);
  });

  it('notes no gap when the last run ended within the hour, or there was none', async () => {
    watchAll(T0);
    await saved(state => state?.lastSuccessAtMs === T0);
    await end();
    nowMs = T0 + HOUR_MS - 10_000;
    restart();
    watchAll(nowMs);
    expect(
      (await saved(state => state?.lastSuccessAtMs === nowMs)).gaps,
    ).toEqual([]);
  });

  it('notes a gap that grows while the cluster cannot be read', async () => {
    watchAll(T0);
    await saved(state => state?.lastSuccessAtMs === T0);
    hear(nodes, 'failing', T0);
    nowMs = T0 + 2 * HOUR_MS;
    await saved(state => state?.gaps[0]?.toMs === T0 + HOUR_MS);
    nowMs = T0 + 3 * HOUR_MS;
    await saved(state => state?.gaps[0]?.toMs === T0 + 2 * HOUR_MS);
    // A list that is not complete yet could still fail.
    hear(podEvents, 'watching', nowMs);
    hear(nodes, 'listing', nowMs);
    problems.note({ code: 'a', what: 'b', why: 'c', next: 'd' });
    const listing = await saved(state => state?.problems.at(0)?.code === 'a');
    expect(listing.lastSuccessAtMs).toBe(T0);
    nowMs += 60_000;
    hear(podEvents, 'watching', nowMs);
    hear(nodes, 'watching', nowMs);
    const { gaps } = await saved(state => state?.lastSuccessAtMs === nowMs);
    expect(gaps).toEqual([
      { fromMs: T0, toMs: nowMs - HOUR_MS, why: expect.any(String) },
    ]);
  });
});
