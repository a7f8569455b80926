// Acts on a node's containerd past the kubelet, as an administrator with crictl would.
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const programs =
  process.env.CLUSTER_BIN ?? join(homedir(), '.cache', 'pull-cluster');

/** Removes an image from a node, under all the names that containerd keeps of it, and with it every layer that no other image has. */
export async function removeImage({ folder, node, image }) {
  const socket = join(folder, node, 'containerd.sock');
  const ctr = (...args) =>
    execute(join(programs, 'ctr'), ['-a', socket, '-n', 'k8s.io', ...args]);
  const { stdout } = await ctr('images', 'ls', 'name!=""');
  const names = stdout
    .split('\n')
    .map(line => line.trim().split(/\s+/))
    .filter(([, , target]) => target === image.digest)
    .map(([name]) => name);
  await ctr('images', 'rm', '--sync', ...names);
  return names;
}
