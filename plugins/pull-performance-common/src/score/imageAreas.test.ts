import fc from 'fast-check';
import { imageFacts } from '../images/__testUtils__/images';
import { scoreImageSize, PodImage } from './scoreImageSize';
import { scoreLayerReuse } from './scoreLayerReuse';
import { defaultScoreSettings } from './settings';

const { imageSize, layerReuse } = defaultScoreSettings.limits;
const reason = { code: 'none', what: 'Nothing', why: '-', next: '-' };
const narrow = '\u202f';

function podImage(
  container: string,
  layers: Record<string, number> | undefined,
  more?: Partial<PodImage>,
): PodImage {
  return {
    container,
    containerKind: 'container',
    reference: `registry.example.com/${container}:1`,
    digest: container,
    ...(layers ? { layers: imageFacts('', layers).layers } : {}),
    ...more,
  };
}

function size(...pods: PodImage[][]) {
  return scoreImageSize({
    pods: pods.map((images, index) => ({ cluster: `c${index}`, images })),
    limits: imageSize,
    reasonWithoutImages: reason,
  });
}

describe('scoreImageSize', () => {
  const main = podImage('checkout', { base: 100e6, app: 312e6 });
  const sidecar = podImage('proxy', { base: 100e6, proxy: 88e6 });
  const init = podImage('migrate', undefined, {
    digest: 'checkout',
    layers: main.layers,
    containerKind: 'init',
  });

  it('grades the pod that needs most, each layer once', () => {
    expect(size([main], [init, sidecar, main], [sidecar])).toEqual({
      grade: 'D',
      value: 500e6,
      unit: 'bytes',
      samples: 2,
      confidence: 'high',
      evidence: 'checkout 412 MB in 2 layers, proxy 88 MB',
      target: 250e6,
      limits: imageSize,
      worstCluster: 'c1',
    });
  });

  it('counts init containers and image volumes, but no ephemeral ones', () => {
    const volume = podImage(
      '',
      { model: 90e6 },
      {
        containerKind: 'volume',
        reference: 'registry.example.com:5000/ml/model:7@sha256:00',
        digest: 'model',
      },
    );
    const debug = podImage(
      'debug',
      { tools: 900e6 },
      {
        containerKind: 'ephemeral',
      },
    );
    expect(
      size([volume, debug, { ...sidecar, containerKind: 'init' }]),
    ).toMatchObject({
      value: 278e6,
      evidence: 'proxy 188 MB in 2 layers, model 90 MB',
    });
  });

  it('takes the size of the kubelet where layers are unknown', () => {
    const unread = podImage('checkout', undefined, { kubeletBytes: 90e6 });
    expect(size([unread])).toMatchObject({
      grade: 'A',
      value: 90e6,
      confidence: 'medium',
      evidence: 'checkout 90 MB by the kubelet',
    });
  });

  it('is unknown while a pod may be larger than what is known', () => {
    const unread = podImage('proxy', undefined, { kubeletBytes: 0 });
    const area = size([main], [unread, main]);
    expect(area).toMatchObject({
      grade: 'unknown',
      samples: 1,
      confidence: 'none',
      evidence: 'At least 412 MB; proxy is unknown',
      reason: { code: 'image-size-unknown' },
    });
    expect(area.value).toBeUndefined();
    expect(size([{ ...unread, reason }])).toMatchObject({
      reason,
      evidence: 'Nothing',
    });
    expect(size([]).reason).toBe(reason);
    expect(size().reason).toBe(reason);
  });

  it('keeps evidence short', () => {
    const name = fc.string({ maxLength: 70 });
    const bytes = fc.option(fc.nat(2e12), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, bytes, fc.boolean())), all => {
        const images = all.map(([container, known, isKubelets], index) =>
          podImage(
            container,
            known !== undefined && !isKubelets ? { [index]: known } : undefined,
            { digest: String(index), kubeletBytes: known },
          ),
        );
        const area = size(images);
        expect([...area.evidence].length).toBeLessThanOrEqual(60);
        expect(area.value === undefined).toBe(area.grade === 'unknown');
      }),
    );
  });
});

describe('scoreLayerReuse', () => {
  const version = (number: number, appBytes = 212e6) =>
    imageFacts(`v${number}`, {
      base: 500e6,
      [`app${number}`]: [appBytes, 'COPY . /app # buildkit'],
    });
  const versions = (count: number) =>
    Array.from({ length: count }, (_, index) => version(index));
  const score = (
    containers: Parameters<typeof scoreLayerReuse>[0]['containers'],
  ) => scoreLayerReuse({ containers, limits: layerReuse, reason });

  it('grades the share that is not fetched again, and names what always is', () => {
    expect(score([{ versions: versions(9) }])).toEqual({
      grade: 'B',
      value: 1 - 212 / 712,
      unit: 'share',
      samples: 8,
      confidence: 'high',
      evidence: `70${narrow}% over 8 versions; COPY . /app, 212 MB, always changes`,
      target: 0.7,
      limits: layerReuse,
    });
  });

  it('weighs containers by bytes and counts a change once', () => {
    const twice = { versions: versions(3) };
    const sidecar = {
      versions: [imageFacts('s1', { a: 36e6 }), imageFacts('s2', { b: 36e6 })],
    };
    const area = score([twice, twice, sidecar]);
    expect(area.value).toBeCloseTo(1 - (2 * 212 + 36) / (2 * 712 + 36));
    expect(area).toMatchObject({ samples: 3, confidence: 'medium' });
  });

  it('is less sure with few or unknown changes', () => {
    expect(score([{ versions: versions(2) }])).toMatchObject({
      confidence: 'low',
      evidence: `70${narrow}% of one new version; 212 MB fetched again`,
    });
    const gap = [undefined, ...versions(7)];
    expect(score([{ versions: gap }]).confidence).toBe('medium');
    const gaps = [undefined, undefined, undefined, undefined, ...versions(4)];
    expect(score([{ versions: gaps }]).confidence).toBe('low');
  });

  it('falls back to what others on its nodes have', () => {
    const onNodes = { known: 5, present: [5, 0] };
    const one = { versions: [undefined, version(1)], onNodes };
    expect(score([one, one, { versions: [] }])).toMatchObject({
      grade: 'B',
      value: 500 / 712,
      samples: 5,
      confidence: 'low',
      evidence: `One version; others on 5 nodes hold 70${narrow}% of it`,
    });
  });

  it('is unknown when nothing tells', () => {
    const onNodes = { known: 0, present: [0, 0] };
    for (const containers of [
      [],
      [{ versions: [undefined], onNodes }],
      [{ versions: [version(1)], onNodes }],
      [{ versions: [version(1)] }],
    ]) {
      expect(score(containers)).toMatchObject({
        grade: 'unknown',
        reason,
        samples: 0,
      });
    }
  });

  it('keeps evidence short', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 90 }),
        fc.array(fc.nat(2e12), { maxLength: 12 }),
        (createdBy, all) => {
          const evolving = all.map((bytes, index) =>
            imageFacts(`v${index}`, {
              base: 1,
              [`l${index}`]: [bytes, createdBy],
            }),
          );
          const { evidence } = score([{ versions: evolving }]);
          expect([...evidence].length).toBeLessThanOrEqual(60);
        },
      ),
    );
  });
});
