import { Image } from './images';
import { ImageStore } from './ImageStore';

const bytes = 100;

function imageOf(name: string, ...layers: string[]): Image {
  return {
    reference: `r/${name}:1`,
    repository: `r/${name}`,
    digest: name,
    layers: layers.map(digest => ({ digest, compressedBytes: bytes })),
    sizeBytes: layers.length * bytes,
    writeBytes: 1,
    pushedAtMs: 0,
  };
}

describe('ImageStore', () => {
  it('holds a shared layer once, as long as an image needs it', () => {
    const store = ImageStore.create({ capacityBytes: 1_600, otherBytes: 200 });
    const one = imageOf('one', 'base', 'a');
    const other = imageOf('other', 'base', 'b');
    store.add(one, 1);
    expect(store.missingLayers(other).map(({ digest }) => digest)).toEqual([
      'b',
    ]);
    store.add(other, 2);
    // As they came, and unpacked.
    expect(store.usedBytes).toBe(200 + 3 * bytes * 3.5);
    expect(store.full).toBe(false);
    store.add(imageOf('third', 'c'), 3);
    expect(store.full).toBe(true);
    // Down to 80 %: the longest unused goes, its base stays.
    store.collectGarbage();
    expect(store.find(one.reference)).toBeUndefined();
    expect(store.missingLayers(one).map(({ digest }) => digest)).toEqual(['a']);
  });

  it('keeps what containers use', () => {
    const store = ImageStore.create({ capacityBytes: 420 });
    const used = imageOf('used', 'a');
    store.add(used, 1);
    store.use(used, 1);
    store.add(imageOf('unused', 'b'), 2);
    store.collectGarbage();
    expect(store.list()).toEqual([used]);
    store.release(used, 3);
    store.add(imageOf('next', 'c'), 4);
    store.collectGarbage();
    expect(store.find(used.reference)).toBeUndefined();
  });

  it('finds by a moving tag what it stands for now', () => {
    const store = ImageStore.create({ capacityBytes: 1_000 });
    const before = imageOf('app', 'a');
    const after = { ...imageOf('app', 'b'), digest: 'new' };
    store.add(before, 1);
    store.add(after, 2);
    expect(store.find(before.reference)).toBe(after);
  });
});
