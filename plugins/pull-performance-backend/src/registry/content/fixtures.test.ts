import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageFactsOf } from './imageFacts';
import { parseConfig } from './parseConfig';
import { Manifest, parseManifest } from './parseManifest';

function fixture(name: string): Buffer {
  return readFileSync(join(__dirname, '..', '__fixtures__', `${name}.json`));
}

function manifestOf(name: string): Manifest {
  const manifest = parseManifest(fixture(name));
  if (manifest.kind !== 'image') throw new Error(`${name} is an index`);
  return manifest;
}

function facts(name: string) {
  const manifest = manifestOf(`${name}-manifest`);
  return imageFactsOf({
    digest: `sha256:${'a'.repeat(64)}`,
    manifestBytes: 1,
    manifest,
    config: parseConfig(fixture(`${name}-config`), manifest.layers.length),
    lazyIndexes: [],
  });
}

describe('Answers of a real registry', () => {
  it('tell size, instruction and format of each layer', () => {
    const plain = facts('plain');
    expect(plain).toMatchObject({
      platform: { os: 'linux', architecture: 'amd64' },
      configBytes: 635,
      history: [
        { createdBy: 'umoci raw add-layer', layer: 0 },
        { createdBy: 'umoci raw add-layer', layer: 1 },
        { createdBy: 'umoci config' },
      ],
      lazyIndexes: [],
    });
    expect(plain.layers.map(({ format }) => format)).toEqual(['gzip', 'gzip']);
    const estargz = facts('estargz-optimized');
    expect(estargz.layers).toEqual([
      {
        digest: expect.stringMatching(/^sha256:82b528c9/),
        compressedBytes: 1064384,
        format: 'estargz',
        createdBy: 'umoci raw add-layer',
      },
      {
        digest: expect.stringMatching(/^sha256:02feb38f/),
        compressedBytes: 209810032,
        format: 'estargz',
        createdBy: 'umoci raw add-layer',
      },
    ]);
  });

  it('of other formats are read too', () => {
    expect(manifestOf('zstd-manifest').layers).toMatchObject([
      {
        mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd',
        size: 1089638,
      },
    ]);
    expect(manifestOf('docker-manifest').layers).toMatchObject([
      { size: 1084209 },
    ]);
  });

  it('list images of an index without its attestations', () => {
    expect(parseManifest(fixture('index'))).toEqual({
      kind: 'index',
      entries: [
        {
          digest: expect.stringMatching(/^sha256:e6d50802/),
          platform: { os: 'linux', architecture: 'amd64' },
        },
        {
          digest: expect.stringMatching(/^sha256:5d34e628/),
          platform: { os: 'linux', architecture: 'arm64' },
        },
      ],
    });
  });
});
