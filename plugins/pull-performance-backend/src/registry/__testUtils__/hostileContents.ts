import { gzipSync } from 'node:zlib';
import { content, json, layer } from './FakeRegistry';
import { HostileCase } from './HostileCase';

const manifests = '/v2/team/web/manifests/*';
const blobs = '/v2/team/web/blobs/*';

/** Manifests and configurations that cannot be, or are not what was asked for. */
export const hostileContents: HostileCase[] = [
  {
    title: 'sends an endless manifest',
    code: 'too-large',
    says: /The manifest is larger than 4 MiB/,
    make: ({ bad }) => {
      bad.answers.set(manifests, (_seen, res) => {
        res.writeHead(200, { 'content-type': 'application/json' });
        const chunk = Buffer.alloc(64 * 1024, ' ');
        const more = () => {
          if (!res.destroyed) res.write(chunk, more);
        };
        more();
      });
    },
  },
  {
    title: 'says that a manifest is a terabyte',
    code: 'too-large',
    says: /The manifest is larger than 4 MiB/,
    make: ({ bad }) => {
      bad.answers.set(manifests, (_seen, res) => {
        res.writeHead(200, { 'content-length': 2 ** 40 });
        res.write('{');
      });
    },
  },
  {
    title: 'sends another manifest than the one that was asked for',
    code: 'bad-answer',
    says: /The manifest was asked for by the digest sha256:.*changed on the way/,
    make: ({ bad }) => {
      bad.answers.set(manifests, json(200, { schemaVersion: 2 }));
    },
  },
  {
    title: 'sends another configuration',
    code: 'bad-answer',
    says: /The configuration of the image was asked for by the digest/,
    make: ({ bad }) => {
      bad.answers.set(blobs, content('{}'));
    },
  },
  {
    title: 'sends a configuration longer than the manifest says',
    code: 'too-large',
    says: /The configuration of the image is larger than/,
    make: ({ bad }) => {
      bad.answers.set(blobs, content('x'.repeat(5000)));
    },
  },
  {
    title: 'sends a small configuration that becomes a large one',
    code: 'bad-answer',
    says: /arrived compressed/,
    make: ({ bad }) => {
      const bomb = gzipSync(Buffer.alloc(16 * 2 ** 20));
      bad.answers.set(blobs, content(bomb, { 'content-encoding': 'gzip' }));
    },
  },
  {
    title: 'has an image with ten thousand layers',
    code: 'too-large',
    says: /10000 layers/,
    make: ({ bad }) =>
      bad.putImage({
        manifest: { layers: Array.from({ length: 10_000 }, () => layer(1)) },
      }),
  },
  {
    title: 'has a configuration of a gigabyte',
    code: 'too-large',
    says: /larger than 8 MiB/,
    make: ({ bad }) =>
      bad.putImage({
        manifest: {
          config: {
            ...layer(2 ** 30),
            mediaType: 'application/vnd.oci.image.config.v1+json',
          },
        },
      }),
  },
  {
    title: 'has an index with five thousand entries',
    code: 'too-large',
    says: /5000 entries/,
    make: ({ bad }) =>
      bad.putManifest({
        schemaVersion: 2,
        manifests: Array.from({ length: 5000 }, () => layer(1)),
      }),
  },
  {
    title: 'has a manifest that is an index as well',
    code: 'bad-answer',
    says: /neither a manifest nor an index/,
    make: ({ bad }) => bad.putImage({ manifest: { manifests: [] } }),
  },
  {
    title: 'has a layer of minus one byte',
    code: 'bad-answer',
    says: /no possible size/,
    make: ({ bad }) => bad.putImage({ manifest: { layers: [layer(-1)] } }),
  },
  {
    title: 'has a layer whose digest is a path',
    code: 'bad-answer',
    says: /no valid digest/,
    make: ({ bad }) =>
      bad.putImage({ manifest: { layers: [layer(1, { digest: '../x' })] } }),
  },
  {
    title: 'has a configuration whose digest leads elsewhere',
    code: 'bad-answer',
    says: /no valid digest/,
    make: ({ bad }) =>
      bad.putImage({
        manifest: { config: { ...layer(1), digest: 'sha256:../../../token' } },
      }),
  },
  {
    title: 'has a manifest of Docker schema 1',
    code: 'unsupported',
    says: /Docker schema 1/,
    make: ({ bad }) =>
      bad.putManifest(
        { schemaVersion: 1, fsLayers: [], history: [] },
        {
          mediaType:
            'application/vnd.docker.distribution.manifest.v1+prettyjws',
        },
      ),
  },
  {
    title: 'has a chart where an image should be',
    code: 'unsupported',
    says: /not a container image/,
    make: ({ bad }) =>
      bad.putImage({
        manifest: {
          config: {
            ...layer(1),
            mediaType: 'application/vnd.cncf.helm.config.v1+json',
          },
        },
      }),
  },
  {
    title: 'has JSON a thousand levels deep',
    code: 'bad-answer',
    says: /nested deeper than 32/,
    make: ({ bad }) =>
      bad.putManifest(`{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`),
  },
  {
    title: 'has JSON of a million empty objects',
    code: 'too-large',
    says: /holds more than/,
    make: ({ bad }) => bad.putManifest(`{"a":[${'{},'.repeat(1_000_001)}{}]}`),
  },
  {
    title: 'has no JSON',
    code: 'bad-answer',
    says: /The manifest is no JSON/,
    make: ({ bad }) => bad.putManifest('{"schemaVersion": hunter2}'),
  },
  {
    title: 'is a login page',
    code: 'bad-answer',
    says: /a web page, not a registry/,
    make: ({ bad }) => {
      const html = { 'content-type': 'text/html; charset=utf-8' };
      bad.answers.set('/v2/*', content('<html>hunter2</html>', html));
    },
  },
];
