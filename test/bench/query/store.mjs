// The store's part of a scorecard beside percentile_cont over the raw pulls, and whether both say the same.
import { quantileOf } from '../lib/quantiles.mjs';
import { seededRandom } from '../lib/seededRandom.mjs';
import { CLUSTERS, DAY_MS, entityRefOf, OUTCOMES } from './fleet.mjs';

const ASKED_SERVICES = 1_000;
/** Asked before anything counts, so that code is compiled and connections are open. */
const WARM_UP_SERVICES = 200;
const CHECKED_SERVICES = 50;

/** What the issue compares with: the p95 wait of the pulls that brought bytes, by cluster. */
const PEER_P95 = `
  select cluster, percentile_cont(0.95) within group (order by wait_seconds) as p95
  from pulls
  where service = ? and finished_at >= ? and finished_at < ? and outcome in (0, 1)
  group by cluster`;

/** What the store answers in the same time. */
const PEER_ALL = `
  select cluster, outcome, count(*), sum(wait_seconds), max(wait_seconds),
    percentile_cont(array[0.5, 0.95]) within group (order by wait_seconds) as waits,
    percentile_cont(array[0.5, 0.95]) within group (order by pull_seconds) as pull_times
  from pulls
  where service = ? and finished_at >= ? and finished_at < ?
  group by cluster, outcome`;

/** Different services in any order, the same for both sides. */
function someServices(services) {
  const random = seededRandom(7);
  return Array.from({ length: services }, (_, service) => ({
    service,
    place: random(),
  }))
    .sort((a, b) => a.place - b.place)
    .map(({ service }) => service);
}

function warmUpOf(services) {
  return Math.min(WARM_UP_SERVICES, Math.floor(services / 2));
}

function bounds({ fromMs, toMs }) {
  return [new Date(fromMs), new Date(toMs)];
}

/**
 * Each side's p50 and p99 over services that nobody asked for before, as the callers of a portal do: asked again and again, a side
 * would answer from what it holds in memory. The sides take turns.
 */
async function measure(services, sides) {
  const warmUp = warmUpOf(services.length);
  const tookMs = sides.map(() => []);
  for (const [place, service] of services.entries()) {
    for (const [side, ask] of sides.entries()) {
      const startedAtMs = performance.now();
      await ask(service);
      const took = performance.now() - startedAtMs;
      if (place >= warmUp) tookMs[side].push(took);
    }
  }
  return tookMs.map(values => ({
    p50: quantileOf(values, 0.5),
    p99: quantileOf(values, 0.99),
  }));
}

export async function measureStore({
  bench,
  store,
  knex,
  peer,
  services,
  nowMs,
}) {
  const everyone = someServices(services);
  const perQuestion = Math.min(
    ASKED_SERVICES + WARM_UP_SERVICES,
    Math.floor(everyone.length / 2),
  );
  bench.condition(
    `${
      perQuestion - warmUpOf(perQuestion)
    } services, each asked once, after ${warmUpOf(
      perQuestion,
    )} others; the sides take turns, both through knex`,
  );
  for (const days of [90, 7]) {
    const window = await store.answeredWindow({
      window: { fromMs: nowMs - days * DAY_MS, toMs: nowMs },
    });
    const ours = service =>
      store.aggregatePulls({
        subject: { entityRef: entityRefOf(service) },
        window,
        by: ['cluster', 'outcome'],
      });
    const theirs = statement => service =>
      peer.raw(statement, [service, ...bounds(window)]);
    // Other services for each window, since the days of one are those of the other, too.
    const asked = everyone.splice(0, perQuestion);
    const [here, p95, all] = await measure(asked, [
      ours,
      theirs(PEER_P95),
      theirs(PEER_ALL),
    ]);
    for (const [name, ratio] of days === 90
      ? [
          ['p50', 8],
          ['p99', 5],
        ]
      : [
          ['p50', 3],
          ['p99', undefined],
        ]) {
      bench.figure({
        name: `store, ${days} days, ${name}`,
        value: here[name],
        unit: 'ms',
        peer: { name: 'percentile_cont, one p95', value: p95[name] },
        wanted: {
          ...(ratio && { ratio }),
          ...(days === 90 && name === 'p50' && { atMost: 1 }),
        },
      });
      bench.figure({
        name: `  the same answer as the store's, ${name}`,
        value: here[name],
        unit: 'ms',
        peer: { name: 'percentile_cont, all figures', value: all[name] },
      });
    }
    await checkQuantiles({ bench, peer, ours, asked, window, days });
  }
  await measureSizes(bench, knex);
  const asked = someServices(services).slice(0, perQuestion);
  await measureOtherQuestions({ bench, store, asked, nowMs });
}

/** Compares every quantile with the exact value of the same rank in the raw pulls. */
async function checkQuantiles({ bench, peer, ours, asked, window, days }) {
  let worst = 0;
  for (const service of asked.slice(0, CHECKED_SERVICES)) {
    const { rows } = await peer.raw(
      `select cluster, outcome, count(*)::int as count, array_agg(wait_seconds order by wait_seconds) as waits,
         array_agg(pull_seconds order by pull_seconds) as pull_times
       from pulls where service = ? and finished_at >= ? and finished_at < ?
       group by cluster, outcome`,
      [service, ...bounds(window)],
    );
    const aggregates = await ours(service);
    if (aggregates.length !== rows.length) {
      throw new Error(`The sides differ about service ${service}`);
    }
    for (const aggregate of aggregates) {
      const row = rows.find(
        ({ cluster, outcome }) =>
          CLUSTERS[cluster] === aggregate.cluster &&
          OUTCOMES[outcome] === aggregate.outcome,
      );
      if (row?.count !== aggregate.count) {
        throw new Error(
          `Service ${service} has ${aggregate.count} pulls of ${row?.count}`,
        );
      }
      worst = Math.max(
        worst,
        worstError(aggregate.waitSketch, row.waits),
        worstError(aggregate.pullSketch, row.pull_times),
      );
    }
  }
  bench.figure({
    name: `largest error of a quantile, ${days} days`,
    value: worst * 100,
    unit: '%',
    wanted: { atMost: 1 },
  });
}

function worstError(sketch, sortedValues) {
  const values = sortedValues.filter(value => value !== null);
  if (values.length !== sketch.count) {
    throw new Error(`A sketch of ${sketch.count} values has ${values.length}`);
  }
  return Math.max(
    0,
    ...(values.length === 0 ? [] : [0.5, 0.9, 0.95, 0.99]).map(q => {
      const exact = values[Math.floor(q * (values.length - 1))];
      return Math.abs(sketch.quantile(q) - exact) / exact;
    }),
  );
}

async function measureSizes(bench, knex) {
  for (const [column, what] of [
    ['figures', 'a day of all outcomes'],
    ['hours', 'its hours'],
  ]) {
    const { bytes } = await knex
      .from(
        knex('pull_rollups')
          .select(column)
          .whereNotNull(column)
          .limit(10_000)
          .as('some'),
      )
      .first({ bytes: knex.raw('avg(length(??))', [column]) });
    bench.figure({ name: `bytes of ${what}`, value: bytes, unit: 'B' });
  }
}

/** Other parts of a page that must not grow with the fleet. */
async function measureOtherQuestions({ bench, store, asked, nowMs }) {
  const window = { fromMs: nowMs - 7 * DAY_MS, toMs: nowMs };
  const questions = {
    'pod starts, 7 days': subject =>
      store.aggregatePodStarts({ subject, window }),
    'workloads of a service': ({ entityRef }) =>
      store.workloadsOf({ entityRef, limit: 20 }),
    'newest failures': subject => store.latestFailures({ subject, window }),
    'single pulls, one page': subject =>
      store.listPulls({ subject, window, limit: 100 }),
    'pull times, 90 days by day': subject =>
      store.aggregatePulls({
        subject,
        window: { fromMs: nowMs - 90 * DAY_MS, toMs: nowMs },
        by: ['cluster', 'outcome'],
        step: 'day',
      }),
  };
  for (const [name, ask] of Object.entries(questions)) {
    const [{ p50, p99 }] = await measure(asked, [
      service => ask({ entityRef: entityRefOf(service) }),
    ]);
    bench.figure({ name: `${name}, p50`, value: p50, unit: 'ms' });
    bench.figure({ name: `${name}, p99`, value: p99, unit: 'ms' });
  }
}
