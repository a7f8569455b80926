// The process that is measured when a cluster pushes: the plugin's endpoint as its router has it, in front of a store. Who may
// push is not asked. Gets its orders as JSON in BENCH_ORDERS, sends its port and its figures by IPC.
import { backendPackage, backendSource } from '../lib/sources.mjs';
import {
  answersOf,
  logger,
  openDatabase,
  openPullStore,
} from './measuredStore.mjs';
import { ResourceMeter } from './ResourceMeter.mjs';

const express = backendPackage('express');
const { otlpLogsHandler } = backendSource('api/otlp/otlpLogsHandler');
const { PushIntake } = backendSource('kubernetes/push/PushIntake');
const { ServiceIndex } = backendSource('kubernetes/services/ServiceIndex');
const { DatabaseChangeStore } = backendSource('store/DatabaseChangeStore');
const { DatabaseImageStore } = backendSource('store/DatabaseImageStore');
const { DatabaseNodeStore } = backendSource('store/DatabaseNodeStore');
const { DatabasePushingClusterStore } = backendSource(
  'store/DatabasePushingClusterStore',
);
const { DatabaseWorkloadSettingsStore } = backendSource(
  'store/DatabaseWorkloadSettingsStore',
);

const { database: databaseConfig, entities } = JSON.parse(
  process.env.BENCH_ORDERS,
);
const database = openDatabase(databaseConfig);
const pullStore = await openPullStore(database);
const intake = PushIntake.create({
  pullStore,
  imageStore: await DatabaseImageStore.create({ database }),
  nodeStore: await DatabaseNodeStore.create({ database }),
  changeStore: await DatabaseChangeStore.create({ database }),
  settingsStore: await DatabaseWorkloadSettingsStore.create({ database }),
  clusters: await DatabasePushingClusterStore.create({ database }),
  services: { index: ServiceIndex.create({ entities }) },
  logger,
});

const app = express();
app.post(
  '/v1/logs',
  otlpLogsHandler({
    intake,
    httpAuth: { credentials: async () => ({}) },
    permissions: { authorize: async () => [{ result: 'ALLOW' }] },
    logger,
  }),
);
app.use((error, _request, response, _next) => {
  console.error(error);
  response.status(error.status ?? 500).end();
});

let measured;
process.on('message', async message => {
  if (message.push === 'begin') {
    measured = ResourceMeter.start();
    process.send({ push: 'begun' });
  } else if (message.push === 'end') {
    const figures = measured.stop();
    const answers = await answersOf(pullStore, entities);
    process.send({ figures, answers }, () => process.exit());
  }
});
const server = app.listen(0, '127.0.0.1', () =>
  process.send({ port: server.address().port }),
);
