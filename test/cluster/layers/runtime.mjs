// Acts on a node's containerd past the kubelet, as an administrator with crictl would.
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const programs =
  process.env.CLUSTER_BIN ?? join(homedir(), '.cache', 'pull-cluster');

/**
 * Removes images from a node, under all the names that containerd keeps of them, and with them every layer that no other image has.
 *
 * @param options - `folder`: of the harness cluster. `named`: what one of an image's names begins with
 */
export async function removeImages({ folder, node, named }) {
  const socket = join(folder, node, 'containerd.sock');
  const ctr = (...args) =>
    execute(join(programs, 'ctr'), ['-a', socket, '-n', 'k8s.io', ...args]);
  const { stdout } = await ctr('images', 'ls');
  // Name, type, digest and more.
  const listed = stdout.split('\n').map(line => line.trim().split(/\s+/));
  const digests = listed
    .filter(([name]) => name.startsWith(named))
    .map(([, , digest]) => digest);
  const names = listed
    .filter(([, , digest]) => digest && digests.includes(digest))
    .map(([name]) => name);
  if (names.length > 0) await ctr('images', 'rm', '--sync', ...names);
}
