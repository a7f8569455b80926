// Runs the portal's backend for tests: the real one, with the repository's app-config.yaml and what a test lays over it.
import {
  createWriteStream,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../scripts/paths.mjs';
import { startProcess } from '../scripts/processes.mjs';
import { guestOf } from './guest.mjs';

const transform = join(
  root,
  'node_modules',
  '@backstage',
  'cli-node',
  'config',
  'nodeTransform.cjs',
);

/** Asks until `ask` answers something else than undefined, and returns that. */
export async function poll(what, seconds, ask, everyMs = 200) {
  const deadlineMs = Date.now() + seconds * 1000;
  let lastError;
  while (Date.now() < deadlineMs) {
    try {
      const answer = await ask();
      if (answer !== undefined) {
        return answer;
      }
    } catch (error) {
      lastError = error;
    }
    await sleep(everyMs);
  }
  throw new Error(`${what}: not within ${seconds} s`, { cause: lastError });
}

/**
 * Starts the portal. Until `ready` has been awaited it does not answer.
 *
 * @param options - `folder`: where its database, configuration and log are; the same folder again is a restart.
 * `port`: where it listens. `config`: laid over app-config.yaml. `database`: Backstage's `backend.database`, SQLite in the folder
 * when absent. `env`: added to its environment.
 */
export function spawnPortal({ folder, port, config, database, env }) {
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'app-config.json');
  const overlay = {
    ...config,
    app: { baseUrl: url },
    backend: {
      ...config.backend,
      baseUrl: url,
      listen: { host: '127.0.0.1', port },
      cors: { origin: url },
      database: database ?? {
        client: 'better-sqlite3',
        connection: { directory: join(folder, 'database') },
      },
    },
  };
  // It holds a cluster's token.
  writeFileSync(file, JSON.stringify(overlay, undefined, 2), { mode: 0o600 });

  const logFile = join(folder, 'portal.log');
  const portal = startProcess(
    process.execPath,
    [
      '--no-node-snapshot',
      ...['--require', transform],
      'src/index.ts',
      ...['--config', join(root, 'app-config.yaml')],
      ...['--config', file],
    ],
    {
      cwd: join(root, 'packages', 'backend'),
      env: {
        ...process.env,
        NODE_ENV: 'development',
        NODE_OPTIONS: '',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const log = createWriteStream(logFile, { flags: 'a' });
  portal.child.stdout.pipe(log, { end: false });
  portal.child.stderr.pipe(log, { end: false });

  const guest = guestOf(url);
  async function untilReady() {
    const ready = poll('The portal is ready', 240, async () =>
      (await guest.isReady()) ? true : undefined,
    );
    const ended = portal.exited.then(code => {
      throw new Error(
        `It ended with ${portal.child.signalCode ?? `exit code ${code}`}`,
      );
    });
    await Promise.race([ready, ended]);
    ended.catch(() => {}); // From now on it may end.
    await guest.signIn();
  }

  return {
    url,
    logFile,
    request: guest.request,
    get: guest.get,
    async ready() {
      try {
        await untilReady();
      } catch (error) {
        await portal.stop('SIGKILL');
        const tail = readFileSync(logFile, 'utf8').split('\n').slice(-30);
        throw new Error(`The portal did not start:\n${tail.join('\n')}`, {
          cause: error,
        });
      }
    },
    async stop(signal = 'SIGTERM') {
      await portal.stop(signal);
      log.end();
    },
  };
}

/** Starts the portal, as `spawnPortal` does, and waits until it is ready. */
export async function startPortal(options) {
  const portal = spawnPortal(options);
  await portal.ready();
  return portal;
}
