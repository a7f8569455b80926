// How fast a collector catches up with a cluster after it was away: events from a real API server to committed pulls and rollups,
// beside `curl` and other programs that read the same and only copy it. See README.md.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { missingPrograms, startApiServer } from './ingest/apiServer.mjs';
import { catchUp } from './ingest/catchUp.mjs';
import { curlWatch } from './ingest/curl.mjs';
import { writeToEtcd } from './ingest/etcd.mjs';
import {
  buildOtelCollector,
  missingPeers,
  runEventExporter,
  runOtelCollector,
} from './ingest/peers.mjs';
import { makePopulation } from './ingest/population.mjs';
import { pushEvents } from './ingest/push.mjs';
import { quantileOf } from './lib/quantiles.mjs';

export const title = 'Catching up with a cluster';

const MB = 1e6;
const bytesPerMiB = 2 ** 20;

/** Runs something some times, tells of each run, and takes the one of median time. */
async function medianRun(what, runs, run) {
  const results = [];
  for (let number = 0; number < runs; number++) {
    const result = await run();
    results.push(result);
    const { seconds, cpuPerEventUs, growthMiB } = result;
    console.log(
      `${what}: ${seconds.toFixed(2)} s, ${cpuPerEventUs.toFixed(
        0,
      )} µs of CPU per event, ${growthMiB.toFixed(0)} MiB of growth`,
    );
  }
  results.sort((a, b) => a.seconds - b.seconds);
  return results[Math.floor((results.length - 1) / 2)];
}

/** New databases, one for each run. */
function databases(bench, postgres) {
  let number = 0;
  return {
    sqlite() {
      const directory = join(bench.folder, 'sqlite', `${(number += 1)}`);
      rmSync(directory, { recursive: true, force: true });
      mkdirSync(directory, { recursive: true });
      bench.defer(() => rmSync(directory, { recursive: true, force: true }));
      return { client: 'better-sqlite3', connection: { directory } };
    },
    postgres() {
      const prefix = `bench_${(number += 1)}_`;
      return { client: 'pg', prefix, connection: postgres.url };
    },
  };
}

function addFigures(bench, what, result, wanted) {
  bench.figure({
    name: `${what}: CPU per event`,
    value: result.cpuPerEventUs,
    unit: 'µs',
    wanted: wanted.cpuPerEventUs && { atMost: wanted.cpuPerEventUs },
  });
  if (result.cpuBeforeEventsUs !== undefined) {
    bench.figure({
      name: `${what}: of that, until pods and workloads were known`,
      value: result.cpuBeforeEventsUs,
      unit: 'µs',
    });
  }
  bench.figure({
    name: `${what}: growth of memory`,
    value: (result.growthMiB * bytesPerMiB) / MB,
    unit: 'MB',
    wanted: wanted.growthMB && { atMost: wanted.growthMB },
  });
  bench.figure({
    name: `${what}: services with another answer than the truth`,
    value: result.differences.length,
    wanted: { atMost: 0 },
  });
}

async function measurePeers(bench, { server, population, count }) {
  const missing = missingPeers();
  const uids = population.events.map(({ metadata }) => metadata.uid);
  for (const [name, why, run] of [
    ['OpenTelemetry Collector', missing.otelCollector, runOtelCollector],
    ['kubernetes-event-exporter', missing.eventExporter, runEventExporter],
  ]) {
    if (why) {
      bench.condition(why);
    } else {
      const result = await run({ server, uids, folder: bench.folder });
      const what = `${name}, ${count} events`;
      const { eventsPerSecond, cpuPerEventUs, peakMiB } = result;
      bench.figure({
        name: `${what}: events/s`,
        value: eventsPerSecond,
        unit: '/s',
        better: 'more',
      });
      bench.figure({
        name: `${what}: CPU per event`,
        value: cpuPerEventUs,
        unit: 'µs',
      });
      bench.figure({
        name: `${what}: memory at most`,
        value: (peakMiB * bytesPerMiB) / MB,
        unit: 'MB',
      });
      bench.figure({ name: `${what}: missing events`, value: result.missing });
    }
  }
}

async function measureSize(bench, postgres, { events, runs }) {
  const count = events.toLocaleString('en-US');
  const population = makePopulation({ events, nowMs: Date.now() });
  const directory = join(bench.folder, 'cluster');
  rmSync(directory, { recursive: true, force: true });
  const server = await startApiServer(directory, etcd =>
    writeToEtcd(etcd, population),
  );
  const stop = async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  let stopped = false;
  bench.defer(() => (stopped ? undefined : stop()));

  const database = databases(bench, postgres);
  const curls = [];
  const run = async kind => {
    // Beside each run, since a machine is not always equally fast.
    curls.push((await curlWatch(server)).seconds);
    return catchUp({ server, population, database: database[kind]() });
  };
  const sqlite = await medianRun(`${count} events to SQLite`, runs, () =>
    run('sqlite'),
  );
  const onPostgres =
    postgres &&
    (await medianRun(`${count} events to PostgreSQL`, runs, () =>
      run('postgres'),
    ));
  const curl = quantileOf(curls, 0.5);

  bench.figure({
    name: `${count} events to SQLite`,
    value: sqlite.seconds,
    unit: 's',
    peer: { name: 'curl, the same watch replay', value: curl },
    wanted: { ratio: 0.5 },
  });
  const wanted = { cpuPerEventUs: 70, growthMB: 150 };
  addFigures(bench, `${count} events to SQLite`, sqlite, wanted);
  if (onPostgres) {
    bench.figure({
      name: `${count} events to PostgreSQL`,
      value: onPostgres.eventsPerSecond,
      unit: '/s',
      better: 'more',
      peer: { name: 'curl', value: events / curl },
      wanted: { atLeast: 8_000 },
    });
    addFigures(bench, `${count} events to PostgreSQL`, onPostgres, {
      growthMB: 150,
    });
  }
  await measurePeers(bench, { server, population, count });
  await stop();
  stopped = true;

  const pushed = await medianRun(`${count} events pushed`, runs, () =>
    pushEvents({ population, database: database.sqlite() }),
  );
  bench.figure({
    name: `${count} events pushed (OTLP) to SQLite`,
    value: pushed.eventsPerSecond,
    unit: '/s',
    better: 'more',
    wanted: { atLeast: 10_000 },
  });
  addFigures(bench, `${count} events pushed to SQLite`, pushed, {});
}

/** @param {import('./lib/Bench.mjs').Bench} bench */
export async function run(bench) {
  const why = missingPrograms();
  if (why) throw new Error(why);
  if (process.env.BENCH_BUILD_PEERS) buildOtelCollector();
  const postgres = await bench.startPostgres().catch(error => {
    bench.condition(error.message);
  });
  bench.condition(
    "Kubernetes 1.34 API server and etcd on loopback; 60 nodes, 200 workloads, at most 6,600 living pods; of 20,000 events' pods a tenth is gone, of 200,000's nine tenths",
  );
  bench.condition(
    'From the start of a collector in a process of its own to the last commit, nodes, workloads and pods read too; 20,000: median of 3 runs',
  );
  const few = Math.round(20_000 * bench.scale);
  await measureSize(bench, postgres, { events: few, runs: 3 });
  await measureSize(bench, postgres, { events: few * 10, runs: 1 });
}
