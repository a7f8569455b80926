// Debian's docker-registry (the CNCF's Distribution) on loopback, for tests and benches of the registry client.
import { spawnSync } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../scripts/ports.mjs';
import { startProcess } from '../../scripts/processes.mjs';
import { poll } from '../portal.mjs';

const has = command =>
  spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

/** What of the programs that the tests need is missing, as a text; `undefined` when all are there. */
export function missingPrograms(...names) {
  const missing = names.filter(name => !has(name));
  return missing.length > 0 ? `missing: ${missing.join(', ')}` : undefined;
}

/** Who may read where `passwordOf` says who may. */
export const reader = { username: 'reader', password: 'hunter2' };

/** Distribution's `auth` for a registry that lets only `reader` in; its file of passwords comes into the folder. */
export function passwordOf(folder) {
  const path = join(folder, 'passwords');
  // bcrypt is all that docker-registry takes.
  const hash = '$2b$05$abcdefghijklmnopqrstuuoXuKqgZXLiJqzfmMXDDhSFPIvxV7t8.';
  writeFileSync(path, `${reader.username}:${hash}\n`);
  return { htpasswd: { realm: 'test', path } };
}

/**
 * Starts a registry; several can share their storage.
 *
 * @param options - `folder`: of its own, for configuration and log. `storage`: where its content is. `auth`, `tls`: as in Distribution's configuration
 */
export async function startDockerRegistry({ folder, storage, auth, tls }) {
  mkdirSync(folder, { recursive: true });
  const host = `127.0.0.1:${await freePort()}`;
  const file = join(folder, 'config.yml');
  // JSON is YAML.
  writeFileSync(
    file,
    JSON.stringify({
      version: 0.1,
      log: { level: 'error', accesslog: { disabled: true } },
      storage: {
        filesystem: { rootdirectory: storage },
        delete: { enabled: true },
      },
      http: { addr: host, secret: 'of-the-test', ...(tls && { tls }) },
      ...(auth && { auth }),
    }),
  );
  const log = openSync(join(folder, 'log'), 'w');
  const { stop } = startProcess('docker-registry', ['serve', file], {
    stdio: ['ignore', log, log],
  });
  await poll('The registry answers', 20, async () => {
    // To plain HTTP a server with TLS answers 400.
    const { status } = await fetch(`http://${host}/v2/`);
    return [200, 400, 401].includes(status) ? true : undefined;
  });
  return { host, ...writerTo(host), stop };
}

/** Puts into a registry that everybody may write to what no tool makes. */
export function writerTo(host) {
  return {
    /** Puts in a manifest. */
    async putManifest(name, reference, mediaType, manifest) {
      const answer = await fetch(
        `http://${host}/v2/${name}/manifests/${reference}`,
        {
          method: 'PUT',
          headers: { 'content-type': mediaType },
          body: manifest,
        },
      );
      if (answer.status !== 201) throw new Error(await answer.text());
    },
    /** Puts in a blob. */
    async putBlob(name, digest, body) {
      const started = await fetch(`http://${host}/v2/${name}/blobs/uploads/`, {
        method: 'POST',
      });
      const url = new URL(started.headers.get('location'));
      url.searchParams.set('digest', digest);
      const answer = await fetch(url, { method: 'PUT', body });
      if (answer.status !== 201) throw new Error(await answer.text());
    },
  };
}
