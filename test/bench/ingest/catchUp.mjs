import { fork } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../../scripts/paths.mjs';

const here = join(root, 'test', 'bench', 'ingest');
const transform = join(
  root,
  'node_modules/@backstage/cli-node/config/nodeTransform.cjs',
);

/** Starts a process that is measured. */
export function measuredProcess(file, orders, env = {}) {
  return fork(join(here, file), [], {
    cwd: root,
    execArgv: ['--no-node-snapshot', '--expose-gc', '--require', transform],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      BENCH_ORDERS: JSON.stringify(orders),
      ...env,
    },
  });
}

/** Starts a collector in a process of its own. */
export function startCollector(orders, env) {
  return measuredProcess('collectorProcess.mjs', orders, env);
}

/**
 * Lets a collector read everything there is, from its start until all pulls are committed.
 *
 * @returns its figures, and what differs from the truth: nothing, if all is well
 */
export async function catchUp({
  server,
  population,
  database,
  timeoutMs = 300_000,
  readingOnly = false,
  env,
}) {
  const pulls = [...population.truth.values()].reduce(
    (sum, one) => sum + one.pulls,
    0,
  );
  const child = startCollector(
    {
      kubeconfig: server.kubeconfig,
      database,
      entities: population.entities,
      pulls,
      timeoutMs,
      readingOnly,
    },
    env,
  );
  const { figures, answers } = await new Promise((resolve, reject) => {
    // The transform of the sources sends messages of its own.
    child.on('message', message => message.figures && resolve(message));
    child.once('exit', code =>
      reject(new Error(`The collector ended with exit code ${code}`)),
    );
  });
  const events = population.events.length;
  return {
    ...figures,
    pulls,
    eventsPerSecond: events / figures.seconds,
    cpuPerEventUs: (figures.cpuSeconds / events) * 1e6,
    cpuBeforeEventsUs: (figures.cpuBeforeEventsSeconds / events) * 1e6,
    differences: readingOnly ? [] : differences(population.truth, answers),
  };
}

/** Services of which the store says something else than the cluster. */
export function differences(truth, answers) {
  return [...truth].flatMap(([key, expected]) => {
    const found = answers[key.split('/').at(-1)];
    return found?.pulls === expected.pulls && found.waitMs === expected.waitMs
      ? []
      : [{ workload: key, expected, found }];
  });
}
