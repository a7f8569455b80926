// A real Kubernetes API server with its etcd and nothing else, on free ports of loopback: no kubelet, no controller, so that
// what is in it is what the bench put there. The programs are those of test/cluster/harness.
import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';

const programs =
  process.env.CLUSTER_BIN ?? join(homedir(), '.cache', 'pull-cluster');
const graceMs = 10_000;

/** Why the API server cannot be started here, with the next step; nothing when it can. */
export function missingPrograms() {
  const missing = ['etcd', 'kube-apiserver'].filter(
    name => !existsSync(join(programs, name)),
  );
  return missing.length > 0
    ? `${missing.join(' and ')} not built: run test/cluster/harness/up.sh once`
    : undefined;
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  return Promise.all(
    servers.map(
      server =>
        new Promise(resolve => {
          const { port } = server.address();
          server.close(() => resolve(port));
        }),
    ),
  );
}

function start(directory, name, args) {
  const log = openSync(join(directory, `${name}.log`), 'w');
  return spawn(join(programs, name), args, { stdio: ['ignore', log, log] });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise(resolve => {
    child.once('exit', resolve);
  });
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(killer);
}

/** Asks once; false when nobody answers, or not with 200. Its certificate is of its own making. */
function isReady(url, headers) {
  const { get } = url.startsWith('https:') ? https : http;
  return new Promise(resolve => {
    get(url, { headers, rejectUnauthorized: false }, response => {
      response.resume();
      response.once('end', () => resolve(response.statusCode === 200));
    }).once('error', () => resolve(false));
  });
}

async function untilReady(url, headers, deadlineMs) {
  while (!(await isReady(url, headers))) {
    if (Date.now() > deadlineMs) {
      throw new Error(`No answer from ${url}; its log says why`);
    }
    await new Promise(resolve => {
      setTimeout(resolve, 200);
    });
  }
}

function writeKubeconfig(directory, server, token) {
  const file = join(directory, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bench',
    clusters: [
      { name: 'bench', cluster: { server, 'insecure-skip-tls-verify': true } },
    ],
    users: [{ name: 'bench', user: { token } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/**
 * Starts etcd and the API server; their data and logs are in the directory.
 *
 * @param {string} directory
 * @param {(etcd: string) => Promise<void>} [fill] writes what is there from the beginning, given etcd's address
 * @returns the API server's address and token, a kubeconfig with both, etcd's address, the processes' ids and `stop`
 */
export async function startApiServer(directory, fill = async () => {}) {
  mkdirSync(directory, { recursive: true });
  const [etcdPort, peerPort, apiPort] = await freePorts(3);
  const etcd = `http://127.0.0.1:${etcdPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const server = `https://127.0.0.1:${apiPort}`;
  const token = randomBytes(24).toString('hex');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = join(directory, 'service-account.key');
  writeFileSync(key, privateKey.export({ type: 'pkcs1', format: 'pem' }));
  const tokens = join(directory, 'tokens.csv');
  writeFileSync(tokens, `${token},bench,bench,"system:masters"\n`);

  const etcdProcess = start(directory, 'etcd', [
    `--data-dir=${join(directory, 'etcd')}`,
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    '--max-txn-ops=1024',
    '--max-request-bytes=16777216',
  ]);
  try {
    await untilReady(`${etcd}/health`, {}, Date.now() + 30_000);
    await fill(etcd);
  } catch (error) {
    await stop(etcdProcess);
    throw error;
  }
  const apiProcess = start(directory, 'kube-apiserver', [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${apiPort}`,
    '--advertise-address=127.0.0.1',
    '--service-cluster-ip-range=10.96.0.0/16',
    // Those who read the history from its beginning must find it.
    '--etcd-compaction-interval=0',
    `--cert-dir=${join(directory, 'certificates')}`,
    '--authorization-mode=RBAC',
    `--token-auth-file=${tokens}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
  ]);
  const stopAll = async () => {
    await stop(apiProcess);
    await stop(etcdProcess);
  };
  const headers = { authorization: `Bearer ${token}` };
  try {
    await untilReady(`${server}/readyz`, headers, Date.now() + 90_000);
  } catch (error) {
    await stopAll();
    throw error;
  }
  return {
    server,
    token,
    etcd,
    kubeconfig: writeKubeconfig(directory, server, token),
    pids: { etcd: etcdProcess.pid, apiServer: apiProcess.pid },
    stop: stopAll,
  };
}
