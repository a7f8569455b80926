// What both measured processes need: the plugin's stores, opened as Backstage opens them, and answers to compare with the truth.
import { backendPackage, backendSource } from '../lib/sources.mjs';

const { ConfigReader } = backendPackage('@backstage/config');
const { DatabaseManager } = backendPackage(
  '@backstage/backend-defaults/database',
);
const { DatabasePullStore } = backendSource('store/DatabasePullStore');

/** Says what goes wrong, and nothing else. */
export const logger = {
  child: () => logger,
  debug: () => {},
  info: () => {},
  warn: (...texts) => console.error('warn', ...texts),
  error: (...texts) => console.error('error', ...texts),
};

/** The plugin's database, as `backend.database` of a Backstage configuration names it. */
export function openDatabase(databaseConfig) {
  const lifecycle = { addStartupHook: () => {}, addShutdownHook: () => {} };
  return DatabaseManager.fromConfig(
    new ConfigReader({ backend: { database: databaseConfig } }),
  ).forPlugin('pull-performance', { logger, lifecycle });
}

export async function openPullStore(database) {
  return DatabasePullStore.create({ database });
}

/** What the store answers for each service: the number of its pulls, and the sum of their waits. */
export async function answersOf(store, entities) {
  const window = {
    fromMs: Date.now() - 4 * 3_600_000,
    toMs: Date.now() + 3_600_000,
  };
  const answers = {};
  for (const { metadata } of entities) {
    const subject = { entityRef: `component:default/${metadata.name}` };
    const rows = await store.aggregatePulls({ subject, window, by: [] });
    const sum = value => rows.reduce((total, row) => total + value(row), 0);
    answers[metadata.name] = {
      pulls: sum(row => row.count),
      waitMs: Math.round(sum(row => row.waitSecondsSum) * 1000),
    };
  }
  return answers;
}
