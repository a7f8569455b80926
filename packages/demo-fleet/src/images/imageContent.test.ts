import { createHash } from 'node:crypto';
import { services } from '../definitions/services';
import { ImageDefinition } from '../definitions/types';
import { Release } from '../simulation/ReleaseTrain';
import { Blob } from './Blob';
import { ImageContent, imageContentOf } from './imageContent';

const HOUR_MS = 3_600_000;
const startMs = Date.UTC(2026, 9, 23);
const definitions = services.flatMap(({ containers }) =>
  containers.map(({ image }) => image),
);

function definitionOf(repository: string): ImageDefinition {
  const found = definitions.find(one => one.repository === repository);
  if (!found) throw new Error(`No service has ${repository}`);
  return found;
}

/** A release every three hours: some ten share an edition of each base image. */
function releaseOf(number: number): Release {
  const atMs = startMs + number * 3 * HOUR_MS;
  return { number, version: `1.${number}.0`, atMs, pushedAtMs: atMs };
}

function build(repository: string, number: number, seed = 1): ImageContent {
  const definition = definitionOf(repository);
  return imageContentOf({ seed, definition, release: releaseOf(number) });
}

function parsed({ text }: Blob) {
  return JSON.parse(text);
}

function expectDescribed(descriptor: { [field: string]: unknown }, blob: Blob) {
  expect(descriptor).toMatchObject({
    mediaType: blob.mediaType,
    digest: blob.digest,
    size: Buffer.byteLength(blob.text),
  });
}

function expectAddressed({ text, digest, bytes }: Blob) {
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  expect(digest).toBe(`sha256:${hash}`);
  expect(bytes).toBe(Buffer.byteLength(text));
}

describe('imageContentOf', () => {
  it.each(definitions.map(({ repository }) => repository))(
    'makes manifests, configurations and histories of %s that fit each other',
    repository => {
      for (const number of [0, 1, 7]) {
        const { root, platforms, indexBytes } = build(repository, number);
        expectAddressed(root);
        expect(indexBytes).toBe(platforms.length > 1 ? root.bytes : 0);
        for (const { manifest, config, layers, architecture } of platforms) {
          expectAddressed(manifest);
          expectAddressed(config);
          const content = parsed(manifest);
          expect(content.mediaType).toBe(manifest.mediaType);
          expectDescribed(content.config, config);
          expect(content.layers).toEqual(
            layers.map(({ digest, compressedBytes }) =>
              expect.objectContaining({ digest, size: compressedBytes }),
            ),
          );
          const { history, rootfs, ...rest } = parsed(config);
          expect(rest).toMatchObject({ architecture, os: 'linux' });
          const made = history.filter(
            (step: { empty_layer?: boolean }) => !step.empty_layer,
          );
          expect(made).toHaveLength(layers.length);
          expect(history.length).toBeGreaterThan(made.length);
          expect(rootfs.diff_ids).toEqual(layers.map(({ diffId }) => diffId));
          const digests = layers.flatMap(({ digest, diffId }) => [
            digest,
            diffId,
          ]);
          expect(new Set(digests).size).toBe(2 * layers.length);
        }
      }
    },
  );

  it('gives the same bytes for the same seed and release, and others otherwise', () => {
    for (const { repository } of definitions) {
      const once = build(repository, 3);
      expect(build(repository, 3)).toEqual(once);
      expect(build(repository, 3, 2).root.digest).not.toBe(once.root.digest);
      expect(build(repository, 4).root.digest).not.toBe(once.root.digest);
    }
  });

  it('makes an index of an image for two platforms, with an attestation for each', () => {
    const { root, platforms } = build('shop/notifications', 2);
    const { manifests } = parsed(root);
    expect(manifests).toHaveLength(4);
    expect(platforms.map(({ architecture }) => architecture)).toEqual([
      'amd64',
      'arm64',
    ]);
    platforms.forEach(({ architecture, manifest, attestation }, index) => {
      expectDescribed(manifests[index], manifest);
      expect(manifests[index].platform).toEqual({ architecture, os: 'linux' });
      if (!attestation) throw new Error('It has no attestation');
      expectDescribed(manifests[index + 2], attestation.manifest);
      expect(manifests[index + 2]).toMatchObject({
        platform: { architecture: 'unknown', os: 'unknown' },
        annotations: {
          'vnd.docker.reference.digest': manifest.digest,
          'vnd.docker.reference.type': 'attestation-manifest',
        },
      });
      const statement = parsed(attestation.manifest);
      expectAddressed(attestation.manifest);
      expectAddressed(attestation.config);
      expectDescribed(statement.config, attestation.config);
      expect(statement.layers[0].mediaType).toBe(
        'application/vnd.in-toto+json',
      );
    });
    const [amd64, arm64] = platforms.map(({ layers }) =>
      layers.map(({ digest }) => digest),
    );
    expect(amd64.filter(digest => arm64.includes(digest))).toEqual([]);
  });

  const layersOf = (repository: string, number = 0) =>
    parsed(build(repository, number).platforms[0].manifest).layers as {
      mediaType: string;
      digest: string;
      size: number;
      annotations?: Record<string, string>;
    }[];

  it('tells the format of each layer as registries do', () => {
    const oci = 'application/vnd.oci.image.layer.v1.tar';
    const zstd = layersOf('ml/fraud-scoring').map(one => one.mediaType);
    // Base images stay as they were pulled.
    expect(new Set(zstd.slice(0, 3))).toEqual(new Set([`${oci}+gzip`]));
    expect(new Set(zstd.slice(3))).toEqual(new Set([`${oci}+zstd`]));

    const lazy = layersOf('ml/recommender');
    for (const { mediaType, size, annotations } of lazy) {
      expect(mediaType).toBe(`${oci}+gzip`);
      expect(annotations).toEqual({
        'containerd.io/snapshot/stargz/toc.digest': expect.stringMatching(
          /^sha256:[0-9a-f]{64}$/,
        ),
        'io.containers.estargz.uncompressed-size': `${Math.round(2.5 * size)}`,
      });
    }

    const [{ manifest, config }] = build('shop/catalog-search', 0).platforms;
    expect(manifest.mediaType).toBe(
      'application/vnd.docker.distribution.manifest.v2+json',
    );
    expect(config.mediaType).toBe(
      'application/vnd.docker.container.image.v1+json',
    );
    expect(parsed(manifest).annotations).toBeUndefined();
    for (const { mediaType } of layersOf('shop/catalog-search')) {
      expect(mediaType).toBe(
        'application/vnd.docker.image.rootfs.diff.tar.gzip',
      );
    }
  });

  it('says what some images stand on', () => {
    const { annotations } = parsed(
      build('payments/payments-api', 1).platforms[0].manifest,
    );
    expect(annotations).toMatchObject({
      'org.opencontainers.image.base.name':
        'gcr.io/distroless/java21-debian12:nonroot',
      'org.opencontainers.image.base.digest': expect.stringMatching(
        /^sha256:[0-9a-f]{64}$/,
      ),
    });
    const silent = build('shop/order-events', 1).platforms[0].manifest;
    expect(parsed(silent).annotations).toBeUndefined();
  });

  /** Of the layer that an instruction made, in each of some releases. */
  const digestsOf = (repository: string, createdBy: RegExp) =>
    [0, 1, 2, 3].map(number => {
      const [{ config, layers }] = build(repository, number).platforms;
      const made: { created_by: string }[] = parsed(config).history.filter(
        (step: { empty_layer?: boolean }) => !step.empty_layer,
      );
      const index = made.findIndex(step => createdBy.test(step.created_by));
      return layers[index].digest;
    });

  it('builds anew what changed and all above it, and nothing else', () => {
    const lasting = digestsOf('shop/notifications', /npm ci/);
    expect(new Set(lasting).size).toBe(1);
    const source = digestsOf('shop/notifications', /^COPY dist/);
    expect(new Set(source).size).toBe(4);
    // The source was copied first: every release installs anew.
    const careless = digestsOf('media/image-resizer', /npm ci/);
    expect(new Set(careless).size).toBe(4);
    const [debian, ...others] = new Set(
      [
        layersOf('shop/inventory-sync'),
        layersOf('media/image-resizer'),
        layersOf('payments/invoice-export'),
      ].map(([{ digest }]) => digest),
    );
    expect(debian).toBeDefined();
    expect(others).toEqual([]);
  });

  it('tells instructions as the two builders do', () => {
    const historyOf = (repository: string) =>
      parsed(build(repository, 0).platforms[0].config).history.map(
        (step: { created_by: string }) => step.created_by,
      );
    expect(historyOf('media/video-transcoder')).toContain(
      'RUN /bin/sh -c apt-get update && apt-get install -y mediainfo x265 libvpx-dev # buildkit',
    );
    expect(historyOf('payments/invoice-export')).toContain(
      'RUN /bin/sh -c pip install -r requirements.txt # buildkit',
    );
    expect(historyOf('shop/catalog-search')).toEqual(
      expect.arrayContaining([
        '/bin/sh -c #(nop)  WORKDIR /srv',
        expect.stringMatching(
          /^\/bin\/sh -c #\(nop\) COPY dir:[0-9a-f]{64} in \/srv\/lib $/,
        ),
      ]),
    );
  });

  it('refuses a base image that is not there', () => {
    const definition = { ...definitionOf('shop/checkout'), base: 'none' };
    expect(() =>
      imageContentOf({ seed: 1, definition, release: releaseOf(0) }),
    ).toThrow('No base image is named none');
  });
});
