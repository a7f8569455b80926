// Converts an image to eStargz with Debian's ctr-remote (package stargz-snapshotter) and a containerd of its own.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startProcess } from '../../scripts/processes.mjs';
import { poll } from '../portal.mjs';
import { missingPrograms } from './dockerRegistry.mjs';

const execute = promisify(execFile);
const programs =
  process.env.CLUSTER_BIN ?? join(homedir(), '.cache', 'pull-cluster');
const containerd = join(programs, 'containerd');

/** What is missing for it, as a text; `undefined` when nothing is. */
export function estargzMissing() {
  if (process.getuid?.() !== 0) return 'missing: root';
  if (!existsSync(containerd)) {
    return 'missing: containerd, as harness/up.sh builds it';
  }
  return missingPrograms('ctr-remote');
}

/** Reads `from` and writes `to`, both of registries that speak plain HTTP. */
export async function convertToEstargz({ folder, from, to }) {
  mkdirSync(folder, { recursive: true });
  const address = join(folder, 'socket');
  const config = join(folder, 'config.toml');
  writeFileSync(
    config,
    `version = 3
root = "${join(folder, 'root')}"
state = "${join(folder, 'state')}"
disabled_plugins = ["io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime", "io.containerd.grpc.v1.cri", "io.containerd.nri.v1.nri"]
[grpc]
  address = "${address}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${join(folder, 'opt')}"
`,
  );
  const log = openSync(join(folder, 'log'), 'w');
  const { stop } = startProcess(containerd, ['-c', config], {
    stdio: ['ignore', log, log],
  });
  const ctr = (...args) => execute('ctr-remote', ['-a', address, ...args]);
  try {
    await poll('containerd answers', 20, () => ctr('version'));
    await ctr('content', 'fetch', '--plain-http', from);
    await ctr('images', 'convert', '--oci', '--estargz', from, to);
    await ctr('images', 'push', '--plain-http', to);
  } finally {
    await stop();
  }
}
