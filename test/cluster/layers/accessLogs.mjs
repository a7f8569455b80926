// What nodes really fetched, by the access logs of a cluster of harness/: that of each node's mirror, which tells the bytes of every
// answer that it passed on, and that of the registry itself behind all mirrors.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sumOf } from './layeredImage.mjs';

/** A line of harness/throttle: `GET /v2/web/blobs/sha256:…  200 OK 1234 bytes 0.01 s`, with the range between path and status. */
const mirrorLine =
  / GET \/v2\/(\S+)\/blobs\/(sha256:[0-9a-f]{64}) .*? (\d+) bytes [\d.]+ s$/;
/** A line of docker-registry, in Apache's combined format. */
const registryLine =
  /"GET \/v2\/(\S+)\/blobs\/(sha256:[0-9a-f]{64})[^"]*" \d+ (\d+) "[^"]*" "containerd\//;

/** The folder of the harness cluster that a kubeconfig belongs to; `undefined` for clusters that come from elsewhere. */
export function harnessFolder(kubeconfig) {
  const folder = kubeconfig && dirname(kubeconfig);
  return folder && existsSync(join(folder, 'log', 'throttle-1.log'))
    ? folder
    : undefined;
}

/** Reads the logs of the cluster in this folder. */
export function accessLogs(folder) {
  const linesOf = name =>
    readFileSync(join(folder, 'log', `${name}.log`), 'utf8').split('\n');
  const mirrorOf = node => `throttle-${node.replace('node-', '')}`;

  function blobs(lines, pattern, repository) {
    return lines.flatMap(line => {
      const [, name, digest, bytes] = pattern.exec(line) ?? [];
      return name === repository ? [{ digest, bytes: Number(bytes) }] : [];
    });
  }

  return {
    /** From here on `servedSince` reads. */
    mark(node) {
      return {
        mirror: linesOf(mirrorOf(node)).length - 1,
        registry: linesOf('registry').length - 1,
      };
    },

    /** Layers of an image that a node was sent since a mark, as its mirror and as the registry tell it: one entry for each answer. */
    servedSince(mark, { node, image }) {
      const [path] = image.reference.split('@');
      const repository = path.slice(path.indexOf('/') + 1).replace(/:.*$/, '');
      const layersOf = (name, pattern, from) =>
        blobs(linesOf(name).slice(from), pattern, repository).filter(
          ({ digest }) => digest !== image.configDigest,
        );
      const mirror = layersOf(mirrorOf(node), mirrorLine, mark.mirror);
      const registry = layersOf('registry', registryLine, mark.registry);
      return {
        layers: mirror,
        bytes: sumOf(mirror.map(({ bytes }) => bytes)),
        registryBytes: sumOf(registry.map(({ bytes }) => bytes)),
      };
    },
  };
}
