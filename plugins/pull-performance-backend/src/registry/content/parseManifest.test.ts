import fc from 'fast-check';
import { StepFailure } from '../transport/StepFailure';
import { imageFactsOf } from './imageFacts';
import { parseConfig } from './parseConfig';
import { parseManifest } from './parseManifest';

const digest = `sha256:${'a'.repeat(64)}`;
const platform = { os: 'linux', architecture: 'amd64' };
const entry = {
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest,
  size: 1,
  platform,
};

const manifestConfig = {
  mediaType: 'application/vnd.oci.image.config.v1+json',
  digest,
  size: 1,
};

function bytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function entriesOf(...manifests: unknown[]) {
  const index = parseManifest(bytes({ schemaVersion: 2, manifests }));
  return index.kind === 'index' ? index.entries : [];
}

describe('An index', () => {
  it.each([
    [
      'an attestation',
      { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
    ],
    [
      'an unknown platform',
      { platform: { os: 'unknown', architecture: 'unknown' } },
    ],
    [
      'a SOCI v2 index',
      { artifactType: 'application/vnd.amazon.soci.index.v2+json' },
    ],
    [
      'a Nydus image',
      { artifactType: 'application/vnd.nydus.image.manifest.v1+json' },
    ],
    [
      'an older Nydus image',
      { platform: { ...platform, 'os.features': ['nydus.remoteimage.v1'] } },
    ],
    ['an index', { mediaType: 'application/vnd.oci.image.index.v1+json' }],
    ['something else', { mediaType: 'application/vnd.example+json' }],
  ])('leaves out %s', (_what, fields) => {
    expect(entriesOf({ ...entry, ...fields }, entry, 'text')).toEqual([
      { digest, platform },
    ]);
  });

  it('keeps an image whose platform is not told, and drops names that are none', () => {
    expect(entriesOf({ ...entry, platform: undefined })).toEqual([{ digest }]);
    expect(
      entriesOf({ ...entry, platform: { ...platform, variant: 'v8 <b>' } }),
    ).toEqual([{ digest, platform }]);
  });
});

describe('A configuration', () => {
  const history = (steps: unknown, layers: number) =>
    parseConfig(bytes({ ...platform, history: steps }), layers).history;

  it('tells nothing of layers when its history does not fit them', () => {
    const steps = [{ created_by: 'a' }, { created_by: 'b', empty_layer: true }];
    expect(history(steps, 1)).toEqual([
      { createdBy: 'a', layer: 0 },
      { createdBy: 'b' },
    ]);
    expect(history(steps, 2)).toEqual([]);
    expect(history(steps, 0)).toEqual([]);
    expect(history(undefined, 1)).toEqual([]);
    expect(history('text', 1)).toEqual([]);
    expect(history(Array(3000).fill({ empty_layer: true }), 0)).toEqual([]);
    expect(history([1, { created_by: 2 }], 2)).toEqual([
      { layer: 0 },
      { layer: 1 },
    ]);
  });

  it('must name a platform', () => {
    for (const fields of [{}, { os: 'linux' }, { os: {}, architecture: 'a' }]) {
      expect(() => parseConfig(bytes(fields), 0)).toThrow(
        'does not say for which system',
      );
    }
  });
});

describe('Facts', () => {
  const manifest = {
    schemaVersion: 2,
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      digest,
      size: 2,
    },
    layers: [
      {
        mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
        digest,
        size: 3,
        urls: ['https://example.com/layer'],
      },
    ],
  };
  const factsOf = (manifestMore: object, labels: object) => {
    const parsed = parseManifest(bytes({ ...manifest, ...manifestMore }));
    if (parsed.kind !== 'image') throw new Error('It is an index');
    return imageFactsOf({
      ...{ digest, manifestBytes: 1, manifest: parsed },
      config: parseConfig(
        bytes({ ...platform, variant: 'v2', config: { Labels: labels } }),
        1,
      ),
      lazyIndexes: ['nydus', 'soci-v1', 'nydus'],
    });
  };
  const name = 'org.opencontainers.image.base.name';

  it('name foreign layers, the variant and what lies beside', () => {
    expect(factsOf({}, {})).toEqual({
      digest,
      platform: { ...platform, variant: 'v2' },
      manifestBytes: 1,
      configBytes: 2,
      layers: [{ digest, compressedBytes: 3, format: 'gzip', foreign: true }],
      history: [],
      lazyIndexes: ['soci-v1', 'nydus'],
    });
  });

  it('name the base by annotations, else by labels, if it is a valid reference', () => {
    const base = {
      [name]: 'node:20',
      'org.opencontainers.image.base.digest': digest,
    };
    expect(factsOf({ annotations: base }, { [name]: 'other' })).toMatchObject({
      baseName: 'node:20',
      baseDigest: digest,
    });
    expect(factsOf({}, { [name]: 'other' }).baseName).toBe('other');
    for (const bad of ['<b>', 'https://user:pw@a.io/b', 1]) {
      expect(
        factsOf({ annotations: { [name]: bad } }, {}).baseName,
      ).toBeUndefined();
    }
  });
});

/** Why it failed, or that it did not. */
function whyOf(read: () => void): string {
  try {
    read();
    return 'It is right.';
  } catch (error) {
    if (error instanceof StepFailure) return error.why;
    throw error;
  }
}

it('Any JSON is read, or refused in words', () => {
  const key = fc.constantFrom(
    ...[
      'schemaVersion',
      'mediaType',
      'manifests',
      'layers',
      'config',
      'digest',
    ],
    ...['size', 'platform', 'os', 'architecture', 'annotations', 'history'],
    ...['__proto__', 'constructor', 'created_by', 'artifactType', 'urls'],
  );
  const { tree } = fc.letrec(tie => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(
        2,
        1,
        -1,
        1e300,
        true,
        '',
        digest,
        entry.mediaType,
        'linux',
      ),
      fc.constant(manifestConfig),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(key, tree), tree, (value, configuration) => {
      const read = () => {
        parseManifest(bytes({ ...value, schemaVersion: 2 }));
        parseConfig(bytes({ ...platform, history: configuration }), 1);
      };
      // Anything but a failure in words would be thrown on.
      expect(whyOf(read)).not.toBe('');
    }),
    { numRuns: 2000 },
  );
});
