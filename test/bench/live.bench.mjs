// How soon a pull is in the answers after its event was created, at the rate that a real API server can take. See README.md.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { missingPrograms, startApiServer } from './ingest/apiServer.mjs';
import { writeToEtcd } from './ingest/etcd.mjs';
import { followLive } from './ingest/live.mjs';
import { makePopulation } from './ingest/population.mjs';
import { quantileOf } from './lib/quantiles.mjs';

export const title = 'Following a cluster live';

/** @param {import('./lib/Bench.mjs').Bench} bench */
export async function run(bench) {
  const why = missingPrograms();
  if (why) throw new Error(why);
  const seconds = Math.max(5, Math.round(45 * bench.scale));
  const population = makePopulation({ events: 5_000, nowMs: Date.now() });
  const directory = join(bench.folder, 'cluster');
  const files = join(bench.folder, 'sqlite');
  for (const folder of [directory, files]) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    bench.defer(() => rmSync(folder, { recursive: true, force: true }));
  }
  const server = await startApiServer(directory, etcd =>
    writeToEtcd(etcd, population),
  );
  bench.defer(() => server.stop());
  const result = await followLive({
    server,
    population,
    database: { client: 'better-sqlite3', connection: { directory: files } },
    seconds,
  });
  bench.condition(
    `Events of living pods created for ${seconds} s over 16 connections, as fast as the API server takes them; SQLite`,
  );
  bench.condition(
    "From the API server's answer to its creator, until the pull is committed and so in every answer",
  );
  bench.figure({
    name: 'events created',
    value: result.createdPerSecond,
    unit: '/s',
    better: 'more',
  });
  for (const [name, share, wanted] of [
    ['p50', 0.5, undefined],
    ['p99', 0.99, { atMost: 1_000 }],
    ['the longest', 1, undefined],
  ]) {
    bench.figure({
      name: `from event to answer, ${name}`,
      value: quantileOf(result.delaysMs, share),
      unit: 'ms',
      wanted,
    });
  }
  bench.figure({
    name: 'events that never came',
    value: result.missing,
    wanted: { atMost: 0 },
  });
  bench.figure({
    name: 'CPU of the collector',
    value: result.cpuShare * 100,
    unit: '% of a core',
  });
  bench.figure({
    name: 'CPU of the collector per event',
    value: result.cpuPerEventUs,
    unit: 'µs',
  });
}
