// The process that is measured: a collector as the backend plugin runs it, between an API server and a store, and nothing else.
// Gets its orders as JSON in BENCH_ORDERS, sends its figures by IPC. PROFILE=file.cpuprofile writes where its time went.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { backendSource } from '../lib/sources.mjs';
import {
  answersOf,
  logger,
  openDatabase,
  openPullStore,
} from './measuredStore.mjs';
import { ResourceMeter } from './ResourceMeter.mjs';

const { DatabaseChangeStore } = backendSource('store/DatabaseChangeStore');
const { DatabaseCollectionStore } = backendSource(
  'store/DatabaseCollectionStore',
);
const { DatabaseImageStore } = backendSource('store/DatabaseImageStore');
const { DatabaseNodeStore } = backendSource('store/DatabaseNodeStore');
const { DatabaseWorkloadSettingsStore } = backendSource(
  'store/DatabaseWorkloadSettingsStore',
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
  readingOnly,
} = JSON.parse(process.env.BENCH_ORDERS);
const database = openDatabase(databaseConfig);
const store = await openPullStore(database);
const collectionStore = await DatabaseCollectionStore.create({ database });
const imageStore = await DatabaseImageStore.create({ database });
const nodeStore = await DatabaseNodeStore.create({ database });
const changeStore = await DatabaseChangeStore.create({ database });
const settingsStore = await DatabaseWorkloadSettingsStore.create({
  database,
});

let stored = 0;
let lastStoredAtMs = 0;
let batches = 0;
let allStored = () => {};
const done = new Promise(resolve => {
  allStored = resolve;
});
// All that the store is, but it counts; and it stores nothing when only reading is measured.
const counted = Object.create(store);
counted.apply = async batch => {
  const result = readingOnly
    ? { newPulls: batch.pulls.length, newPodStarts: batch.podStarts.length }
    : await store.apply(batch);
  stored += result.newPulls;
  batches += 1;
  lastStoredAtMs = performance.now();
  if (live) {
    const uids = batch.pulls.map(({ eventUid }) => eventUid);
    process.send({ stored: uids, atMs: Date.now() });
  }
  if (stored >= pulls) allStored();
  return result;
};

const access = KubeconfigClusterAccess.create({
  clusters: [{ name: 'bench', file: kubeconfig }],
});
let measured;
let cpuBeforeEventsSeconds;
const readCluster = access.request.bind(access);
access.request = request => {
  if (request.path.startsWith('/api/v1/events')) {
    cpuBeforeEventsSeconds ??= measured.meter.cpuSeconds();
  }
  return readCluster(request);
};

const collector = ClusterCollector.create({
  cluster: { name: 'bench' },
  access,
  pullStore: counted,
  collectionStore,
  imageStore,
  nodeStore,
  changeStore,
  settingsStore,
  services: { index: ServiceIndex.create({ entities }) },
  logger,
});

const session = new Session();
session.connect();
async function begin() {
  if (process.env.PROFILE) {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
  }
  return { meter: ResourceMeter.start(), startedAtMs: performance.now() };
}

const stopping = new AbortController();
measured = await begin();
const running = collector.run(stopping.signal);
process.on('message', async message => {
  if (message.live === 'begin') {
    measured.meter.stop();
    measured = await begin();
  } else if (message.live === 'end') {
    lastStoredAtMs = performance.now();
    allStored();
  }
});
const timeout = setTimeout(allStored, timeoutMs);
await done;
clearTimeout(timeout);
const figures = {
  seconds: (lastStoredAtMs - measured.startedAtMs) / 1000,
  ...measured.meter.stop(),
  cpuBeforeEventsSeconds,
  stored,
  batches,
};
if (process.env.PROFILE) {
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(process.env.PROFILE, JSON.stringify(profile));
}
stopping.abort();
await running;
const answers = live || readingOnly ? {} : await answersOf(store, entities);
process.send({ figures, answers }, () => process.exit());
