// A cluster of its own for a fault test: whoever kills API servers must not do it to somebody else's.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../scripts/paths.mjs';
import { interrupted, startProcess } from '../../../scripts/processes.mjs';
import { createKubectl } from '../kubectl.mjs';

const execute = promisify(execFile);
const harness = join(root, 'test', 'cluster', 'harness');

/**
 * Starts a cluster by harness/up.sh.
 *
 * @param options - `net`: everything of it listens on `net.*`; `nodes`: how many; `env`: switches of up.sh
 */
export async function startHarnessCluster({ net, nodes, env }) {
  const folder = mkdtempSync(join(tmpdir(), 'pull-cluster-'));
  const kubeconfig = join(folder, 'admin.kubeconfig');
  const kubectl = createKubectl(kubeconfig);
  const registry = `${net}.1:5000`;

  /** Starts what does not run. */
  async function up() {
    const log = [];
    const program = startProcess('bash', [join(harness, 'up.sh'), folder], {
      env: { ...process.env, NODES: `${nodes}`, NET: net, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    program.child.stdout.on('data', text => log.push(text));
    program.child.stderr.on('data', text => log.push(text));
    // The cluster's programs are in sessions of their own, so this ends when up.sh does.
    if ((await program.exited) !== 0) {
      throw new Error(`The cluster ${net} did not start:\n${log.join('')}`);
    }
  }

  async function down() {
    await execute('bash', [join(harness, 'down.sh'), folder]);
  }

  // Whoever interrupts the tests ends this process soon, but not the cluster's.
  interrupted.addEventListener('abort', () =>
    spawnSync('bash', [join(harness, 'down.sh'), folder]),
  );
  try {
    await up();
  } catch (error) {
    await down();
    throw error;
  }
  const { clusters, users } = JSON.parse(
    await kubectl.run(['config', 'view', '--raw', '--flatten', '-o', 'json']),
  );
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster;
  const decode = text => Buffer.from(text, 'base64');
  const tls = {
    ca: decode(ca),
    cert: decode(users[0].user['client-certificate-data']),
    key: decode(users[0].user['client-key-data']),
  };

  /** Asks the API server; a body is JSON, and for PATCH a merge patch. */
  function send(method, path, body) {
    const type =
      method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return new Promise((resolve, reject) => {
      const asking = request(`${server}${path}`, {
        ...tls,
        method,
        agent: false,
        headers: { accept: 'application/json', 'content-type': type },
        timeout: 20_000,
      });
      asking.on('error', reject);
      asking.on('timeout', () => asking.destroy(new Error('no answer')));
      asking.on('response', async response => {
        try {
          const chunks = await response.toArray();
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode >= 300) throw new Error(text);
          resolve(text);
        } catch (error) {
          reject(error);
        }
      });
      asking.end(body && JSON.stringify(body));
    });
  }

  return {
    net,
    folder,
    kubeconfig,
    registry,
    server,
    kubectl,
    up,
    down,

    /** What the API server answers, without a kubectl for each question. */
    read: path => send('GET', path),
    send,

    /** Ends one of its programs by SIGKILL, for example `kube-apiserver`, and waits until it has ended; `up` starts it again. */
    async kill(program) {
      await execute('bash', [join(harness, 'kill.sh'), folder, program]);
    },

    /** Asks its etcd, by the JSON form of its API. */
    async etcd(path, body) {
      const response = await fetch(`http://${net}.1:2379${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(await response.text());
      return response.json();
    },

    async image(name, megabytes) {
      const reference = `${registry}/${name}:1`;
      await execute('bash', [
        join(harness, 'image.sh'),
        reference,
        ...['--layer', `${megabytes}:${name}`],
      ]);
      return reference;
    },
  };
}
