// Indexes of several platforms, as buildx makes them.
import { writerTo } from '../dockerRegistry.mjs';
import { digestOf, inspectRaw } from './layeredImage.mjs';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';

/** Pushes what says how an image was built, and tells its entry in an index. */
async function pushAttestation({ putBlob, putManifest }, name, imageDigest) {
  const statement = Buffer.from(
    '{"predicateType":"https://slsa.dev/provenance"}',
  );
  const config = Buffer.from('{"os":"unknown","architecture":"unknown"}');
  await putBlob(name, digestOf(statement), statement);
  await putBlob(name, digestOf(config), config);
  const attestation = JSON.stringify({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: digestOf(config),
      size: config.byteLength,
    },
    layers: [
      {
        mediaType: 'application/vnd.in-toto+json',
        digest: digestOf(statement),
        size: statement.byteLength,
      },
    ],
  });
  await putManifest(name, digestOf(attestation), manifestType, attestation);
  return {
    mediaType: manifestType,
    digest: digestOf(attestation),
    size: attestation.length,
    annotations: {
      'vnd.docker.reference.digest': imageDigest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    platform: { os: 'unknown', architecture: 'unknown' },
  };
}

/**
 * Pushes an index with an image for amd64, the same for arm64, and an attestation.
 *
 * @param options - `name`: of the repository. `from`: tag of the image there. `to`: tag of the index
 */
export async function pushIndex(host, { name, from, to }) {
  const writer = writerTo(host);
  const { bytes } = await inspectRaw(`${host}/${name}:${from}`);
  const digest = digestOf(bytes);
  const image = architecture => ({
    mediaType: manifestType,
    digest,
    size: bytes.byteLength,
    platform: { os: 'linux', architecture },
  });
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: indexType,
    manifests: [
      image('amd64'),
      image('arm64'),
      await pushAttestation(writer, name, digest),
    ],
  });
  await writer.putManifest(name, to, indexType, index);
  return { digest: digestOf(index), bytes: index.length };
}
