import { imageFacts } from './__testUtils__/images';
import { imageBase } from './imageBase';

const image = imageFacts('app', { os: 30, node: 40, app: 5 });
const sharedPrefixes = [
  { layers: 1, compressedBytes: 30, services: 7 },
  { layers: 2, compressedBytes: 70, services: 2 },
];

describe('imageBase', () => {
  it('is the longest row of layers that others have', () => {
    expect(imageBase({ image, sharedPrefixes })).toEqual({
      layers: 2,
      compressedBytes: 70,
      sharedWithServices: 2,
    });
    expect(imageBase({ image, sharedPrefixes: [] })).toBeUndefined();
  });

  it('is the image that the annotation names, where that is known', () => {
    const named = { ...image, baseName: 'docker.io/library/debian:12' };
    const baseImage = imageFacts('debian', { os: 30 });
    expect(imageBase({ image: named, sharedPrefixes, baseImage })).toEqual({
      name: 'docker.io/library/debian:12',
      layers: 1,
      compressedBytes: 30,
      sharedWithServices: 7,
    });
    expect(imageBase({ image, sharedPrefixes: [], baseImage })).toMatchObject({
      layers: 1,
      sharedWithServices: 0,
    });
  });

  it('does not believe an annotation that the layers belie', () => {
    const belied: Record<string, number>[] = [
      { other: 30 },
      {},
      { os: 30, node: 40, x: 1 },
    ];
    for (const layers of belied) {
      const baseImage = imageFacts('debian', layers);
      expect(imageBase({ image, sharedPrefixes, baseImage })?.layers).toBe(2);
    }
  });
});
