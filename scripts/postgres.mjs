// A PostgreSQL server for tests and benches, with its data in a temporary folder, of which nothing stays, or in one that does.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.mjs';
import { startProcess } from './processes.mjs';
import { SetUpError } from './progress.mjs';

/** The newest version that Debian's packages installed. */
function findBinaries() {
  const folder = '/usr/lib/postgresql';
  const majors = existsSync(folder)
    ? readdirSync(folder).map(Number).filter(Number.isInteger)
    : [];
  return majors
    .sort((a, b) => b - a)
    .map(major => ({ major, bin: join(folder, String(major), 'bin') }))
    .find(({ bin }) => existsSync(join(bin, 'initdb')));
}

/** PostgreSQL refuses to run as root: whose ids it gets instead. */
function findUser() {
  if (process.getuid() !== 0) {
    return {};
  }
  const id = flag =>
    spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim();
  const [uid, gid] = [id('-u'), id('-g')];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

/** Makes an empty database cluster, unless there is one. */
function initialize({ bin, folder, data, user }) {
  if (existsSync(join(data, 'PG_VERSION'))) {
    return;
  }
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, randomBytes(16).toString('hex'), { mode: 0o600 });
  if (user.uid !== undefined) {
    for (const path of [folder, passwordFile]) {
      chownSync(path, user.uid, user.gid);
    }
  }
  const { status, stderr, error } = spawnSync(
    join(bin, 'initdb'),
    [
      ...['--pgdata', data],
      ...['--username', 'postgres'],
      ...['--pwfile', passwordFile],
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-sync',
    ],
    { cwd: folder, encoding: 'utf8', ...user },
  );
  if (status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new SetUpError(
      `PostgreSQL's initdb failed: ${
        stderr || error
      }. Mend or remove PostgreSQL: without it its tests are skipped.`,
    );
  }
}

/**
 * Starts PostgreSQL.
 *
 * @param {object} [options]
 * @param {string} [options.folder] where its data stays when it stops; a temporary folder, removed at the end, when absent
 * @param {number} [options.port] where it listens; a free one when absent
 * @param {Record<string, string>} [options.settings] of postgresql.conf
 * @returns {Promise<{ major: number, version: string, psql: string, url: string, stop(): Promise<void>, crash(): Promise<void> } | undefined>} undefined when it is not installed
 */
export async function startPostgres(options = {}) {
  const found = findBinaries();
  const user = findUser();
  if (!found || !user) {
    return undefined;
  }
  const { major, bin } = found;
  const folder =
    options.folder ?? mkdtempSync(join(tmpdir(), 'pull-performance-postgres-'));
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'data');
  initialize({ bin, folder, data, user });
  const password = readFileSync(join(folder, 'password'), 'utf8');
  const settings = {
    max_connections: '300',
    // The data is thrown away, or can be made again: speed before safety.
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    logging_collector: 'off',
    ...options.settings,
  };

  const port = options.port ?? (await freePort());
  const server = startProcess(
    join(bin, 'postgres'),
    [
      ...['-D', data],
      ...['-c', `port=${port}`],
      ...['-c', 'listen_addresses=127.0.0.1'],
      ...['-c', 'unix_socket_directories='],
      ...Object.entries(settings).flatMap(([name, value]) => [
        '-c',
        `${name}=${value}`,
      ]),
    ],
    { cwd: folder, stdio: 'ignore', ...user },
  );
  const stop = async () => {
    await server.stop('SIGINT'); // Without waiting for clients.
    if (options.folder === undefined) {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const deadlineMs = Date.now() + 60_000;
  const isReady = join(bin, 'pg_isready');
  while (spawnSync(isReady, ['-h', '127.0.0.1', '-p', port]).status !== 0) {
    if (Date.now() > deadlineMs || server.child.exitCode !== null) {
      await stop();
      throw new SetUpError(
        'PostgreSQL was started for the tests but did not become ready within 60 s.',
      );
    }
    await new Promise(resolve => {
      setTimeout(resolve, 100);
    });
  }
  const versionText = spawnSync(join(bin, 'postgres'), ['--version'], {
    encoding: 'utf8',
  }).stdout;
  return {
    major,
    /** The client program. */
    psql: join(bin, 'psql'),
    version: /\d+\.\d+/.exec(versionText)?.[0] ?? String(major),
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    stop,
    /** Ends it without a word to anybody; with a folder of its own it can be started again there. */
    crash: () => server.stop('SIGQUIT'),
  };
}
