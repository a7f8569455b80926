// Fills a registry with images that share their lower layers, as those of one company do.
import { createHash } from 'node:crypto';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
export const layersPerImage = 12;
const repository = 'bench/images';

export const digestOf = text =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** @returns for each image its tag and the digests of its manifest and configuration */
export async function pushImages(registry, count) {
  const layers = Array.from(
    { length: layersPerImage },
    (_, index) => `layer ${index}`,
  );
  for (const layer of layers) {
    await registry.putBlob(repository, digestOf(layer), layer);
  }
  const images = [];
  for (let index = 0; index < count; index++) {
    images.push(await pushImage(registry, layers, index));
  }
  return images;
}

async function pushImage(registry, layers, index) {
  const config = JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    config: { Env: [`VERSION=${index}`] },
    rootfs: { type: 'layers', diff_ids: layers.map(digestOf) },
    history: layers.flatMap((layer, position) => [
      {
        created: '2026-11-01T00:00:00Z',
        created_by: `RUN /bin/sh -c apt-get update && apt-get install -y package-${position} # buildkit`,
      },
      {
        created: '2026-11-01T00:00:00Z',
        created_by: `ENV STEP=${position}`,
        empty_layer: true,
      },
    ]),
  });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: digestOf(config),
      size: config.length,
    },
    layers: layers.map(layer => ({
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      digest: digestOf(layer),
      size: layer.length,
    })),
  });
  const tag = `v${index}`;
  await registry.putBlob(repository, digestOf(config), config);
  await registry.putManifest(repository, tag, manifestType, manifest);
  return { tag, digest: digestOf(manifest), config: digestOf(config) };
}

/** Where the images are. */
export function repositoryOf(host) {
  return { registry: host, name: repository };
}
