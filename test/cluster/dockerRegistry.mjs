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
  return {
    host,
    /** Puts in a manifest that no tool makes. Only for a registry that everybody may write to. */
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
    stop,
  };
}
