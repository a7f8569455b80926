// Faults on real clusters: whatever fails, nothing is lost that an API server still has, nothing is doubled, other clusters are
// never late, and /v1/collection says why. Four lanes go on side by side, each with portals of its own.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reports } from '../../scripts/paths.mjs';
import { freePort } from '../../scripts/ports.mjs';
import { startPostgres } from '../../scripts/postgres.mjs';
import { startPortal } from '../portal.mjs';
import { noFaketime, readWithClock } from './faults/clocks.mjs';
import { untilCollecting } from './faults/collection.mjs';
import {
  assertRolledUp,
  assertSame,
  assertScored,
  watchPunctuality,
} from './faults/comparison.mjs';
import { killCollectingPortal, stopPostgres } from './faults/database.mjs';
import { expireWhileAway } from './faults/expiry.mjs';
import { startHarnessCluster } from './faults/harnessCluster.mjs';
import { killOverAndOver } from './faults/kills.mjs';
import {
  compactEtcd,
  cutNetwork,
  killApiServer,
  removeNode,
} from './faults/network.mjs';
import { postgresReader, sqliteReader } from './faults/portalDatabase.mjs';
import { entityPath, kubeconfigVia, portalOptions } from './faults/portals.mjs';
import { startStream } from './faults/stream.mjs';
import { startTcpProxy } from './faults/tcpProxy.mjs';

const skip =
  process.platform !== 'linux' || process.getuid() !== 0
    ? 'needs clusters of its own, and for them Linux and root'
    : false;
const folder = mkdtempSync(join(tmpdir(), 'pull-performance-faults-'));
/** With a digit behind it, where a cluster listens. */
const netPrefix = process.env.FAULTS_NET ?? '127.0.4';

/** A portal is late with an event when it has not stored it this long after it happened. */
const lateSeconds = 15;

/** Clusters: `a` is cut off, `b` is the other one, `c` has no nodes and forgets its events soon. */
const clusters = {};
const started = [];
const streams = [];
/** Running portals with what they read, by lane. */
const portals = {};

function folderOf(name) {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

const switches = {
  // The second node pulls slowly enough to be taken away meanwhile.
  a: { nodes: 2, env: { REGISTRY_MIB_S: '0 2' } },
  b: { nodes: 1 },
  c: { nodes: 0, env: { EVENT_TTL: '40s' } },
};

/** A cluster, which is started when it is first needed; those with nodes keep pulling from then on. */
function useCluster(name) {
  const net = `${netPrefix}${Object.keys(switches).indexOf(name)}`;
  clusters[name] ??= (async () => {
    const cluster = await startHarnessCluster({ net, ...switches[name] });
    started.push(cluster);
    if (switches[name].nodes > 0) streams.push(await startStream(cluster));
    return cluster;
  })();
  return clusters[name];
}

after(async () => {
  for (const stream of streams) stream.abandon();
  for (const { portal } of Object.values(portals)) await portal?.stop();
  for (const { proxy, database } of Object.values(portals)) {
    await proxy?.stop();
    await database?.stop();
  }
  await Promise.allSettled(Object.values(clusters)); // One may still be on its way.
  await Promise.all(started.map(cluster => cluster.down()));
  rmSync(folder, { recursive: true, force: true });
});

/** Keeps a lane's log for a look afterwards. */
function keepLog(lane, options) {
  try {
    copyFileSync(
      join(options.folder, 'portal.log'),
      join(reports, `faults-${lane}.log`),
    );
  } catch {
    // It never started.
  }
}

describe('While pulls stream', { skip, concurrency: true }, () => {
  describe('a portal', { concurrency: false }, () => {
    it('is killed twenty times', async test => {
      const b = await useCluster('b');
      const options = await portalOptions({
        folder: folderOf('kills'),
        clusters: { b: b.kubeconfig },
      });
      const reader = sqliteReader(options.folder);
      test.after(() => keepLog('kills', options));
      const portal = await killOverAndOver({
        options,
        reader,
        name: 'b',
        tell: text => test.diagnostic(text),
      });
      portals.kills = { portal, reader, reads: ['b'] };
      await untilCollecting(portal, 'b', 90);
      await assertSame({
        name: 'b',
        cluster: b,
        reader,
        seconds: 60,
      });
    });
  });

  describe('one cluster of two', { concurrency: false }, () => {
    let context;
    let options;
    let assertPunctual;

    before(async () => {
      const [a, b] = await Promise.all(['a', 'b'].map(useCluster));
      const proxy = await startTcpProxy({
        host: new URL(a.server).hostname,
        port: Number(new URL(a.server).port),
      });
      portals.network = { proxy };
      const own = folderOf('network');
      options = await portalOptions({
        folder: own,
        clusters: {
          a: await kubeconfigVia({
            cluster: a,
            file: join(own, 'a.kubeconfig'),
            server: `https://127.0.0.1:${proxy.port}`,
          }),
          b: b.kubeconfig,
        },
      });
      const portal = await startPortal(options);
      const reader = sqliteReader(own);
      Object.assign(portals.network, { portal, reader, reads: ['a', 'b'] });
      await untilCollecting(portal, 'a', 60);
      await untilCollecting(portal, 'b', 60);
      await assertSame({ name: 'b', cluster: b, reader, seconds: 60 });
      assertPunctual = watchPunctuality({
        name: 'b',
        cluster: b,
        reader,
        lateSeconds,
      });
      context = { portal, reader, proxy, a, b };
    });

    after(() => options && keepLog('network', options));

    for (const how of ['drop', 'refuse', 'stall']) {
      it(`is cut off: the network's way is to ${how}`, test =>
        cutNetwork({ ...context, tell: text => test.diagnostic(text) }, how));
    }

    it('loses its API server, which comes back', test =>
      killApiServer({ ...context, tell: text => test.diagnostic(text) }));

    it('is cut off while etcd is compacted (410)', test =>
      compactEtcd({ ...context, tell: text => test.diagnostic(text) }));

    it('loses a node that pulls', test =>
      removeNode({ ...context, tell: text => test.diagnostic(text) }));

    it('holds up the other one at no time', () => assertPunctual());
  });

  describe('PostgreSQL', { concurrency: false }, () => {
    let context;
    let first;
    let second;

    before(async () => {
      const b = await useCluster('b');
      const port = await freePort();
      // Not inside of a folder that its user may not enter.
      const data = mkdtempSync(join(tmpdir(), 'pull-performance-postgres-'));
      const settings = { synchronous_commit: 'on' };
      const start = () => startPostgres({ folder: data, port, settings });
      let server = await start();
      const database = {
        crash: () => server.crash(),
        restart: async () => {
          server = await start();
        },
        stop: async () => {
          await server.stop();
          rmSync(data, { recursive: true, force: true });
        },
      };
      const connection = {
        host: '127.0.0.1',
        port,
        user: 'postgres',
        password: readFileSync(join(data, 'password'), 'utf8'),
      };
      const shared = {
        clusters: { b: b.kubeconfig },
        database: { client: 'pg', connection },
      };
      first = await portalOptions({ ...shared, folder: folderOf('first') });
      second = await portalOptions({ ...shared, folder: folderOf('second') });
      const collecting = await startPortal(first);
      const reader = postgresReader(connection);
      portals.first = { portal: collecting };
      portals.second = { reader, database, reads: [] };
      await untilCollecting(collecting, 'b', 60);
      const waiting = await startPortal(second);
      Object.assign(portals.second, { portal: waiting, reads: ['b'] });
      context = {
        collecting,
        waiting,
        portal: waiting,
        database,
        reader,
        b,
      };
    });

    after(() => {
      if (first) keepLog('postgres-first', first);
      if (second) keepLog('postgres-second', second);
    });

    it('is shared by two portals, of which the one that collects is killed', test =>
      killCollectingPortal({
        ...context,
        tell: text => test.diagnostic(text),
      }));

    it('is away for a minute', test =>
      stopPostgres({ ...context, tell: text => test.diagnostic(text) }));
  });

  describe('time', { concurrency: false }, () => {
    it('runs out: events expire while the portal is away', async test => {
      const c = await useCluster('c');
      const options = await portalOptions({
        folder: folderOf('expiry'),
        clusters: { c: c.kubeconfig },
      });
      test.after(() => keepLog('expiry', options));
      await expireWhileAway({
        options,
        c,
        reader: sqliteReader(options.folder),
        tell: text => test.diagnostic(text),
      });
    });

    for (const { offset, says } of [
      { offset: '+1h', says: /clock is 60 minutes ahead/ },
      { offset: '-1h', says: /clock is 60 minutes behind/ },
    ]) {
      it(`is ${offset} for the portal`, { skip: noFaketime }, async test => {
        const b = await useCluster('b');
        const own = folderOf(`clock${offset}`);
        const options = await portalOptions({
          folder: own,
          clusters: {
            b: await kubeconfigVia({
              cluster: b,
              // By this clock the certificate may not be valid yet.
              insecure: true,
              file: join(own, 'b.kubeconfig'),
            }),
          },
        });
        test.after(() => keepLog(`clock${offset}`, options));
        await readWithClock({
          options,
          offset,
          says,
          b,
          reader: sqliteReader(own),
          tell: text => test.diagnostic(text),
        });
      });
    }
  });
});

describe('When nothing happens any more', { skip }, () => {
  before(() => Promise.all(streams.map(stream => stream.stop())));

  for (const lane of ['kills', 'network', 'second']) {
    it(`the portal '${lane}' has every pull once, in its rollups and scorecards too`, async test => {
      if (!portals[lane]?.portal) {
        test.skip('its tests did not run');
        return;
      }
      const { portal, reader, reads } = portals[lane];
      for (const name of reads) {
        const cluster = await clusters[name];
        await assertSame({ name, cluster, reader, seconds: 60 });
        await assertRolledUp({ name, reader });
        await assertScored({ name, reader, portal, entityPath });
      }
    });
  }
});
