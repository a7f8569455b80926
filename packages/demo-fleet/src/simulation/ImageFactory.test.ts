import { services } from '../definitions/services';
import { imageContentOf } from '../images/imageContent';
import { ImageFactory } from './ImageFactory';
import { imageFor } from './images';
import { Release } from './ReleaseTrain';

const definitions = services.flatMap(({ containers }) =>
  containers.map(({ image }) => image),
);

function releaseOf(number: number): Release {
  const atMs = Date.UTC(2026, 9, 23) + number * 3_600_000;
  return { number, version: `1.0.${number}`, atMs, pushedAtMs: atMs };
}

describe('ImageFactory', () => {
  it('tells layers and sizes of what the registry serves, for each platform', () => {
    const images = ImageFactory.create({ seed: 5 });
    for (const definition of definitions) {
      const release = releaseOf(2);
      const image = images.build(definition, release);
      const content = imageContentOf({ seed: 5, definition, release });
      expect(image.digest).toBe(content.root.digest);
      expect(image.others?.size ?? 0).toBe(content.platforms.length - 1);
      for (const {
        architecture,
        layers,
        manifest,
        config,
      } of content.platforms) {
        const one = imageFor(image, architecture);
        expect(one.digest).toBe(image.digest);
        expect(one.reference).toBe(image.reference);
        expect(one.layers.map(({ digest }) => digest)).toEqual(
          layers.map(({ digest }) => digest),
        );
        let sizeBytes = manifest.bytes + config.bytes;
        if (content.platforms.length > 1) sizeBytes += content.root.bytes;
        for (const layer of layers) sizeBytes += layer.compressedBytes;
        expect(one.sizeBytes).toBe(sizeBytes);
      }
    }
  });

  it('builds anew what it has forgotten, and gives the same', () => {
    const images = ImageFactory.create({ seed: 5 });
    const [definition] = definitions;
    const first = images.build(definition, releaseOf(0));
    expect(images.build(definition, releaseOf(0))).toBe(first);
    for (let number = 1; number <= 2_000; number += 1) {
      images.build(definition, releaseOf(number));
    }
    const again = images.build(definition, releaseOf(0));
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });
});
