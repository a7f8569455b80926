import { ImageAdvice } from '../schema/openapi';
import {
  afterChange,
  graded,
  healthyFacts,
  image,
  judged,
  onlyThat,
  reason,
  Row,
} from './__testUtils__/facts';

function advice(code: ImageAdvice['code']): ImageAdvice {
  return { code, what: `What ${code} says`, why: '', next: '' };
}

describe('smaller-image', () => {
  const applying = () => graded(healthyFacts(), 'imageSize', 'D');

  it.each<Row>([
    [
      'target met',
      f => {
        f.scorecard.areas.imageSize = {
          ...f.scorecard.areas.imageSize,
          grade: 'B',
        };
      },
      'large-images',
      'unmet',
    ],
    [
      'no grade',
      f => {
        f.scorecard.areas.imageSize = {
          ...f.scorecard.areas.imageSize,
          grade: 'unknown',
        };
      },
      'large-images',
      'unknown',
    ],
    [
      'layers unknown',
      f => {
        f.images[0].layers = [];
      },
      'layers-known',
      'unknown',
    ],
    [
      'nothing runs',
      f => {
        f.images[0].running = false;
      },
      'layers-known',
      'unknown',
    ],
  ])('%s', (...row) => {
    expect(afterChange({ id: 'smaller-image', applying, row })).toEqual(
      onlyThat(row[3]),
    );
  });

  it('says where the bytes are', () => {
    const facts = applying();
    facts.images.push(image({ reference: 'small:1', compressedBytes: 1e6 }));
    expect(judged(facts, 'smaller-image').why).toBe(
      '612 MB for the largest pod, target 250 MB; the largest layer of registry.example.com/shop/web:1.4.2 has 310 MB (RUN npm ci).',
    );
  });

  it('names what may go', () => {
    const facts = applying();
    facts.images[0].advice = [
      advice('base-not-shared'),
      advice('package-cache'),
    ];
    expect(judged(facts, 'smaller-image').why).toMatch(
      /\(RUN npm ci\); what package-cache says\.$/,
    );
  });
});

describe('layer-order', () => {
  const applying = () => {
    const facts = graded(healthyFacts(), 'layerReuse', 'D');
    facts.images[0].advice = [advice('changing-layer-above-unchanged')];
    return facts;
  };

  it.each<Row>([
    [
      'target met',
      f => {
        f.scorecard.areas.layerReuse = {
          ...f.scorecard.areas.layerReuse,
          grade: 'B',
        };
      },
      'low-reuse',
      'unmet',
    ],
    [
      'no grade',
      f => {
        f.scorecard.areas.layerReuse = {
          ...f.scorecard.areas.layerReuse,
          grade: 'unknown',
        };
      },
      'low-reuse',
      'unknown',
    ],
    [
      'other advice only',
      f => {
        f.images[0].advice = [advice('package-cache')];
      },
      'changing-layer',
      'unmet',
    ],
    [
      'advice on what ran before',
      f => {
        f.images[0].running = false;
        f.images.push(image());
      },
      'changing-layer',
      'unmet',
    ],
    [
      'too few versions',
      f => {
        f.images[0].advice = [];
        f.images[0].versions.pop();
      },
      'changing-layer',
      'unknown',
    ],
    [
      'versions without layers',
      f => {
        f.images[0].advice = [];
        delete f.images[0].versions[0].compressedBytes;
      },
      'changing-layer',
      'unknown',
    ],
    [
      'one of two images unknown',
      f => {
        f.images[0].advice = [];
        f.images.push(image({ layers: [], reason }));
      },
      'changing-layer',
      'unknown',
    ],
    [
      'no image',
      f => {
        f.images = [];
      },
      'changing-layer',
      'unknown',
    ],
  ])('%s', (...row) => {
    expect(afterChange({ id: 'layer-order', applying, row })).toEqual(
      onlyThat(row[3]),
    );
  });

  it('says why', () => {
    expect(judged(applying(), 'layer-order').why).toBe(
      '31\u202f% of the bytes of new versions were on nodes already, target 70\u202f%; what changing-layer-above-unchanged says.',
    );
  });
});

describe('shared-base', () => {
  const applying = () => {
    const facts = graded(healthyFacts(), 'layerReuse', 'D');
    facts.images[0].advice = [advice('base-not-shared')];
    return facts;
  };
  const lowest =
    (others: {
      sharedWithServices?: number;
      compressedBytes?: number;
    }): Row[1] =>
    f => {
      const [first, ...rest] = image().layers;
      f.images = [
        image({
          layers: [{ ...first, sharedWithServices: 0, ...others }, ...rest],
        }),
      ];
    };

  it.each<Row>([
    [
      'pulls are slow instead',
      f => {
        graded(f, 'layerReuse', 'A');
        graded(f, 'pullTime', 'C');
      },
      'bytes-travel',
      'met',
    ],
    [
      'neither',
      f => void graded(f, 'layerReuse', 'B'),
      'bytes-travel',
      'unmet',
    ],
    [
      'one unknown',
      f => {
        graded(f, 'layerReuse', 'B');
        graded(f, 'pullTime', 'unknown');
      },
      'bytes-travel',
      'unknown',
    ],
    [
      'neighbours have it',
      lowest({ sharedWithServices: 1 }),
      'base-not-shared',
      'unmet',
    ],
    [
      'a small base',
      lowest({ compressedBytes: 19e6 }),
      'base-not-shared',
      'unmet',
    ],
    ['neighbours unknown', lowest({}), 'base-not-shared', 'unknown'],
    [
      'one layer',
      f => {
        lowest({})(f);
        f.images[0].layers.pop();
      },
      'base-not-shared',
      'unmet',
    ],
    [
      'layers unknown',
      f => {
        f.images = [image({ layers: [] })];
      },
      'base-not-shared',
      'unknown',
    ],
    [
      'no image',
      f => {
        f.images = [];
      },
      'base-not-shared',
      'unknown',
    ],
  ])('%s', (...row) => {
    expect(afterChange({ id: 'shared-base', applying, row })).toEqual(
      onlyThat(row[3]),
    );
  });

  it('says why', () => {
    expect(judged(applying(), 'shared-base').why).toBe(
      'The target of 70\u202f% is missed: 31\u202f% of the bytes of new versions were on nodes already; what base-not-shared says.',
    );
  });
});
