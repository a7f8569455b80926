// Runs what `npm start` runs, on free ports and with its data in a folder of the caller's.
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/paths.mjs';
import { freePort } from '../scripts/ports.mjs';
import { startProcess } from '../scripts/processes.mjs';

/**
 * Starts it and does not wait.
 *
 * @param options - `folder`: for its database and its log. `cwd`, `command`: of another portal; without them this repository's.
 */
export async function npmStart(options) {
  const { folder, cwd = root } = options;
  const command = options.command ?? [
    process.execPath,
    join(root, 'scripts', 'start.mjs'),
  ];
  mkdirSync(folder, { recursive: true });
  const pagePort = await freePort();
  const apiPort = await freePort();
  const pageUrl = `http://localhost:${pagePort}`;
  const apiUrl = `http://localhost:${apiPort}`;
  // As from a shell without clusters.
  const { KUBECONFIG: _, ...shell } = process.env;
  const portal = startProcess(command[0], command.slice(1), {
    cwd,
    env: {
      ...shell,
      NODE_OPTIONS: '',
      BROWSER: 'none',
      APP_CONFIG_app_baseUrl: pageUrl,
      APP_CONFIG_backend_baseUrl: apiUrl,
      APP_CONFIG_backend_listen_port: String(apiPort),
      APP_CONFIG_backend_cors_origin: pageUrl,
      ...(cwd === root && {
        APP_CONFIG_backend_database_connection_directory: join(
          folder,
          'database',
        ),
      }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logFile = join(folder, 'start.log');
  const log = createWriteStream(logFile);
  portal.child.stdout.pipe(log, { end: false });
  portal.child.stderr.pipe(log, { end: false });
  return {
    pageUrl,
    apiUrl,
    logFile,
    pid: portal.child.pid,
    exited: portal.exited,
    async stop(signal = 'SIGTERM') {
      await portal.stop(signal);
      log.end();
    },
  };
}
