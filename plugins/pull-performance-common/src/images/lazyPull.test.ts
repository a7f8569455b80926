import { LayerFormat } from '../schema/openapi';
import { imageFacts } from './__testUtils__/images';
import { ImageFacts } from './facts';
import { lazyPull, NodeLazySupport } from './lazyPull';

function image(formats: LayerFormat[], more?: Partial<ImageFacts>) {
  const facts = imageFacts(
    'x',
    Object.fromEntries(formats.map((_, index) => [`layer ${index}`, 5e6])),
    more,
  );
  return {
    ...facts,
    layers: facts.layers.map((layer, index) => ({
      ...layer,
      format: formats[index],
    })),
  };
}

const soci: Partial<ImageFacts> = { lazyIndexes: ['soci-v2'] };

describe('lazyPull', () => {
  it.each<
    [
      LayerFormat[],
      Partial<ImageFacts>,
      NodeLazySupport[],
      { format: string; onNodes: string; code: string },
    ]
  >([
    [
      ['gzip', 'zstd', 'erofs'],
      {},
      ['yes'],
      { format: 'none', onNodes: 'no', code: 'format-not-lazy' },
    ],
    [
      ['gzip', 'unknown'],
      {},
      ['yes'],
      { format: 'unknown', onNodes: 'unknown', code: 'layers-unknown' },
    ],
    [
      ['estargz', 'nydus'],
      {},
      ['unknown', 'yes'],
      { format: 'all', onNodes: 'unknown', code: 'nodes-unknown' },
    ],
    [
      ['estargz'],
      {},
      [],
      { format: 'all', onNodes: 'unknown', code: 'nodes-unknown' },
    ],
    [
      ['estargz'],
      {},
      ['yes', 'no', 'unknown'],
      { format: 'all', onNodes: 'no', code: 'nodes-not-lazy' },
    ],
    [
      ['estargz', 'gzip'],
      {},
      ['yes', 'yes'],
      { format: 'some', onNodes: 'yes', code: 'lazy' },
    ],
    [
      ['zstdChunked'],
      {},
      ['yes'],
      { format: 'all', onNodes: 'unknown', code: 'zstd-chunked' },
    ],
    [['gzip'], soci, ['yes'], { format: 'none', onNodes: 'yes', code: 'lazy' }],
    [
      ['gzip'],
      soci,
      ['unknown'],
      { format: 'none', onNodes: 'unknown', code: 'nodes-unknown' },
    ],
  ])('judges %p with %p on nodes %p', (formats, more, nodes, expected) => {
    const { format, onNodes, reason, indexes } = lazyPull({
      image: image(formats, more),
      nodes,
    });
    expect({ format, onNodes, code: reason.code }).toEqual(expected);
    expect(indexes).toEqual(more.lazyIndexes);
  });

  it('says how much of a partly lazy image comes whole', () => {
    const facts = image(['estargz', 'gzip']);
    expect(lazyPull({ image: facts, nodes: ['yes'] }).reason.why).toBe(
      '5 MB are in a lazy format; the other layers come whole.',
    );
    expect(lazyPull({ image: facts, nodes: ['yes', 'no'] }).reason.what).toBe(
      '1 of 2 nodes pull it whole',
    );
  });

  it('knows nothing of an image whose layers are unknown', () => {
    expect(lazyPull({ nodes: ['yes'] })).toMatchObject({
      format: 'unknown',
      onNodes: 'unknown',
    });
  });
});
