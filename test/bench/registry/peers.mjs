// What the client is measured against: skopeo, and the registry's own limit under plain requests.
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { backendPackage } from '../lib/sources.mjs';
import { repositoryOf } from './images.mjs';

const { Pool } = backendPackage('undici');
const execute = promisify(execFile);
/** As many as the client has. */
const connections = 8;
const accept = 'application/vnd.oci.image.manifest.v1+json';

/** Does something for each item, some at a time. */
async function forEach(items, atATime, work) {
  const left = [...items];
  const worker = async () => {
    for (let item = left.pop(); item; item = left.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
}

/** Plain requests that only take what comes. */
export class PlainRequests {
  #pool;
  #path;

  constructor(host) {
    this.#pool = new Pool(`http://${host}`, { connections });
    this.#path = `/v2/${repositoryOf(host).name}`;
  }

  head(images) {
    return forEach(images, connections, ({ tag }) =>
      this.#take('HEAD', `manifests/${tag}`),
    );
  }

  /** Manifests and configurations. */
  get(images) {
    return forEach(images, connections, async ({ digest, config }) => {
      await this.#take('GET', `manifests/${digest}`);
      await this.#take('GET', `blobs/${config}`);
    });
  }

  close() {
    return this.#pool.close();
  }

  async #take(method, path) {
    const { statusCode, body } = await this.#pool.request({
      method,
      path: `${this.#path}/${path}`,
      headers: { accept },
    });
    await body.arrayBuffer();
    if (statusCode !== 200) throw new Error(`${path}: HTTP ${statusCode}`);
  }
}

/** As many processes of skopeo at a time as there are processors. */
export const skopeosAtATime = availableParallelism();

export function skopeo(host, images, ...args) {
  const name = `docker://${host}/${repositoryOf(host).name}`;
  return forEach(images, skopeosAtATime, ({ tag }) =>
    execute('skopeo', [
      'inspect',
      '--tls-verify=false',
      ...args,
      `${name}:${tag}`,
    ]),
  );
}
