// Images whose layers are chosen, and what skopeo, which knows nothing of this project, reads of them.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../scripts/paths.mjs';

const execute = promisify(execFile);
const imageScript = join(root, 'test', 'cluster', 'harness', 'image.sh');

export const digestOf = bytes =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/**
 * Pushes an image.
 *
 * @param options - `base`: images with the same one share their lowest layer, and with no others. `layers`: above it, each with its
 * `megabytes`, a `seed` (equal size and seed make an equal layer) and the instruction that the history names
 */
export async function pushImage(reference, { base, layers }) {
  const args = layers.flatMap(({ megabytes, seed, createdBy }) => [
    ...['--created-by', createdBy, '--layer', `${megabytes}:${seed}`],
  ]);
  await execute('bash', [imageScript, reference, '--base', base, ...args]);
}

async function inspect(reference, ...flags) {
  const { stdout } = await execute(
    'skopeo',
    ['inspect', '--tls-verify=false', ...flags, `docker://${reference}`],
    { encoding: 'buffer' },
  );
  return stdout;
}

/** A manifest to the byte. */
export async function inspectRaw(reference) {
  const bytes = await inspect(reference, '--raw');
  return { bytes, manifest: JSON.parse(bytes) };
}

/** An image of one platform: its manifest, which instruction made each layer, and bytes as a kubelet adds them up. */
export async function inspectImage(reference) {
  const { bytes, manifest } = await inspectRaw(reference);
  const config = JSON.parse(await inspect(reference, '--config', '--raw'));
  const layers = manifest.layers.map(({ digest, size }) => ({ digest, size }));
  const layerBytes = sumOf(layers.map(({ size }) => size));
  return {
    reference,
    digest: digestOf(bytes),
    layers,
    createdBy: config.history
      .filter(step => !step.empty_layer)
      .map(step => step.created_by),
    platform: { os: config.os, architecture: config.architecture },
    configDigest: manifest.config.digest,
    layerBytes,
    totalBytes: layerBytes + manifest.config.size + bytes.byteLength,
  };
}

export function sumOf(numbers) {
  return numbers.reduce((sum, number) => sum + number, 0);
}
