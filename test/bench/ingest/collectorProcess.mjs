// The process that is measured: a collector as the backend plugin runs it, between an API server and a store, and nothing else.
// Gets its orders as JSON in BENCH_ORDERS, sends its figures by IPC. PROFILE=file.cpuprofile writes where its time went.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { backendPackage, backendSource } from '../lib/sources.mjs';
import { ResourceMeter } from './ResourceMeter.mjs';

const { ConfigReader } = backendPackage('@backstage/config');
const { DatabaseManager } = backendPackage(
  '@backstage/backend-defaults/database',
);
const { DatabasePullStore } = backendSource('store/DatabasePullStore');
const { DatabaseCollectionStore } = backendSource(
  'store/DatabaseCollectionStore',
);
const { KubeconfigClusterAccess } = backendSource(
  'kubernetes/access/KubeconfigClusterAccess',
);
const { ServiceIndex } = backendSource('kubernetes/services/ServiceIndex');
const { ClusterCollector } = backendSource(
  'kubernetes/collect/ClusterCollector',
);

const {
  kubeconfig,
  database: databaseConfig,
  entities,
  pulls,
  timeoutMs,
  live,
} = JSON.parse(process.env.BENCH_ORDERS);
const logger = {
  child: () => logger,
  debug: () => {},
  info: () => {},
  warn: (...texts) => console.error('warn', ...texts),
  error: (...texts) => console.error('error', ...texts),
};

const lifecycle = { addStartupHook: () => {}, addShutdownHook: () => {} };
const database = DatabaseManager.fromConfig(
  new ConfigReader({ backend: { database: databaseConfig } }),
).forPlugin('pull-performance', { logger, lifecycle });
const store = await DatabasePullStore.create({ database });
const collectionStore = await DatabaseCollectionStore.create({ database });

let stored = 0;
let lastStoredAtMs = 0;
let batches = 0;
let allStored = () => {};
const done = new Promise(resolve => {
  allStored = resolve;
});
const counted = {
  findWorkloadOfPod: options => store.findWorkloadOfPod(options),
  apply: async batch => {
    const result = await store.apply(batch);
    stored += result.newPulls;
    batches += 1;
    lastStoredAtMs = performance.now();
    if (live) {
      const uids = batch.pulls.map(({ eventUid }) => eventUid);
      process.send({ stored: uids, atMs: Date.now() });
    }
    if (stored >= pulls) allStored();
    return result;
  },
};
for (const method of Object.getOwnPropertyNames(DatabasePullStore.prototype)) {
  if (!(method in counted) && method !== 'constructor') {
    counted[method] = (...args) => store[method](...args);
  }
}

const collector = ClusterCollector.create({
  cluster: { name: 'bench' },
  access: KubeconfigClusterAccess.create({
    clusters: [{ name: 'bench', file: kubeconfig }],
  }),
  pullStore: counted,
  collectionStore,
  services: { index: ServiceIndex.create({ entities }) },
  logger,
});

/** What the store answers for each service, to be compared with the truth. */
async function answers() {
  const window = {
    fromMs: Date.now() - 4 * 3_600_000,
    toMs: Date.now() + 3_600_000,
  };
  const byService = {};
  for (const { metadata } of entities) {
    const subject = { entityRef: `component:default/${metadata.name}` };
    const rows = await store.aggregatePulls({ subject, window, by: [] });
    byService[metadata.name] = {
      pulls: rows.reduce((sum, row) => sum + row.count, 0),
      waitMs: Math.round(
        rows.reduce((sum, row) => sum + row.waitSecondsSum, 0) * 1000,
      ),
    };
  }
  return byService;
}

const session = new Session();
if (process.env.PROFILE) {
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
}
const stopping = new AbortController();
const meter = ResourceMeter.start();
const startedAtMs = performance.now();
const running = collector.run(stopping.signal);
if (live) {
  process.once('message', () => allStored());
  process.send({ begun: true });
}
const timeout = setTimeout(allStored, timeoutMs);
await done;
clearTimeout(timeout);
const figures = {
  seconds: ((live ? performance.now() : lastStoredAtMs) - startedAtMs) / 1000,
  ...meter.stop(),
  stored,
  batches,
};
if (process.env.PROFILE) {
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(process.env.PROFILE, JSON.stringify(profile));
}
stopping.abort();
await running;
process.send({ figures, answers: await answers() }, () => process.exit());
