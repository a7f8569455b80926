import fc from 'fast-check';
import { layer, serviceImage } from '../__testUtils__/images';
import { firstShown, formatsOf, knowsLayers, layerRows } from './layers';
import { stackHeights } from './layerStack';
import { imageName, versionNames } from './names';

const DIGEST = `sha256:${'4f0a1b2c3d4e'.padEnd(64, '0')}`;

describe('imageName', () => {
  it.each([
    ['nginx:1.27', 'nginx:1.27', 'docker.io/library', '1.27'],
    ['nginx', 'nginx', 'docker.io/library', undefined],
    ['no reference', 'no reference', '', undefined],
    [
      'localhost:5000/shop/checkout:2.41.0',
      'checkout:2.41.0',
      'localhost:5000/shop',
      '2.41.0',
    ],
    [
      `r.example.com/a/b@${DIGEST}`,
      'b@sha256:4f0a1b2c3d4e',
      'r.example.com/a',
      undefined,
    ],
    [`r.example.com/b:1@${DIGEST}`, 'b:1', 'r.example.com', '1'],
  ])('reads %s', (reference, name, place, tag) => {
    expect(imageName(reference)).toEqual({ name, place, tag });
  });
});

it('names versions by tag, and by digest where a tag moved or there is none', () => {
  const names = versionNames([
    { digest: DIGEST, reference: 'r/c:latest' },
    { digest: 'sha256:bb', reference: 'r/c:2.0' },
    { digest: 'sha256:cc', reference: 'r/c:latest' },
    { digest: `sha512:${'d'.repeat(128)}` },
  ]);
  expect([...names.values()]).toEqual([
    'latest · 4f0a1b2',
    '2.0',
    'latest · cc',
    'sha512:ddddddd',
  ]);
});

describe('stackHeights', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 1e9 }), {
    minLength: 1,
    maxLength: 127,
  });

  it('fills the height, keeps the order of sizes and hides no layer', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 10, max: 4000 }), (bytes, total) => {
        const heights = stackHeights(bytes, total, 5);
        const sum = heights.reduce((all, height) => all + height, 0);
        expect(sum).toBeCloseTo(total, 3);
        const least = Math.min(5, total / bytes.length);
        heights.forEach(height =>
          expect(height).toBeGreaterThanOrEqual(least - 1e-9),
        );
        const bySize = heights
          .map((height, index) => ({ height, size: bytes[index] }))
          .sort((a, b) => a.size - b.size);
        bySize.slice(1).forEach(({ height }, index) => {
          expect(height).toBeGreaterThanOrEqual(bySize[index].height - 1e-9);
        });
      }),
    );
  });

  it('draws what is large enough to scale', () => {
    expect(stackHeights([300, 100, 1], 205, 5)).toEqual([150, 50, 5]);
  });
});

describe('layers', () => {
  it('puts the newest on top, and tells twice the same layer apart', () => {
    const same = layer('aa', { inPrevious: true });
    const rows = layerRows(
      serviceImage({
        layers: [same, layer('bb', { inPrevious: false }), same, layer('cc')],
      }),
    );
    expect(rows.map(({ state }) => state)).toEqual([
      'notCompared',
      'unchanged',
      'again',
      'unchanged',
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(4);
  });

  it('lists formats by their bytes', () => {
    const image = serviceImage({
      layers: [
        layer('aa', { format: 'gzip', compressedBytes: 1 }),
        layer('bb', { format: 'estargz', compressedBytes: 5 }),
        layer('cc', { format: 'gzip', compressedBytes: 2 }),
      ],
    });
    expect(formatsOf(image)).toEqual(['estargz', 'gzip']);
  });

  it('knows an image without layers from one whose layers are unknown', () => {
    expect(knowsLayers(serviceImage({ layers: [], compressedBytes: 0 }))).toBe(
      true,
    );
    expect(
      knowsLayers(serviceImage({ layers: [], compressedBytes: undefined })),
    ).toBe(false);
  });

  it('begins with the image of which the most comes again', () => {
    const large = serviceImage({ reference: 'large', compressedBytes: 9e9 });
    const changing = serviceImage({ reference: 'b', fetchedAgainBytes: 1 });
    const unknown = serviceImage({ reference: 'c', layers: [] });
    expect(firstShown([unknown, large, changing])).toBe(changing);
    expect(firstShown([])).toBeUndefined();
  });
});
