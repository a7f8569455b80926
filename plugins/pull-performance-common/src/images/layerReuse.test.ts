import fc from 'fast-check';
import { imageFacts } from './__testUtils__/images';
import {
  layerReuse,
  mostVersionChanges,
  reuseOnNodes,
  reuseOverVersions,
  versionChanges,
} from './layerReuse';

const copy = 'COPY . /app # buildkit';

function version(number: number, deps = 'deps') {
  return imageFacts(`v${number}`, {
    base: 100,
    [deps]: [50, 'RUN /bin/sh -c npm ci # buildkit'],
    [`app${number}`]: [10, copy],
  });
}

describe('layer reuse', () => {
  it('tells what a node with the version before fetches', () => {
    expect(layerReuse(version(2), version(1))).toEqual({
      bytes: 160,
      fetchedAgainBytes: 10,
      reuseShare: 1 - 10 / 160,
    });
    expect(layerReuse(imageFacts('empty', {}), version(1))).toEqual({
      bytes: 0,
      fetchedAgainBytes: 0,
    });
  });

  it('counts neither foreign layers nor a layer twice', () => {
    const image = imageFacts('x', { a: 5 });
    const [layer] = image.layers;
    const layers = [
      { ...layer, digest: 'windows', compressedBytes: 900, foreign: true },
      layer,
      layer,
    ];
    expect(layerReuse({ ...image, layers }, version(1))).toEqual({
      bytes: 5,
      fetchedAgainBytes: 5,
      reuseShare: 0,
    });
  });

  it('weighs versions by bytes and names what always changes', () => {
    const reuse = reuseOverVersions([
      version(1),
      version(2),
      version(2),
      version(3, 'newer deps'),
      version(4, 'newer deps'),
    ]);
    expect(reuse).toMatchObject({
      transitions: 3,
      unknownTransitions: 0,
      bytes: 480,
      fetchedAgainBytes: 80,
      reuseShare: 1 - 80 / 480,
      changingLayers: [
        {
          instruction: 'COPY . /app',
          digest: 'app4',
          compressedBytes: 10,
          layer: 2,
          isLowest: false,
        },
      ],
    });
    const steady = reuseOverVersions([version(1), version(2), version(3)]);
    expect(steady.changingLayers).toMatchObject([{ isLowest: true }]);
  });

  it('does not call a new instruction or one without history a changing layer', () => {
    const added = imageFacts('v2', { base: 100, app2: [10, 'COPY app /app'] });
    expect(reuseOverVersions([version(1), added]).changingLayers).toEqual([]);
    const plain = [1, 2, 3].map(number =>
      imageFacts(`v${number}`, { base: 1, [`app${number}`]: 2 }),
    );
    expect(reuseOverVersions(plain).changingLayers).toEqual([]);
  });

  it('does not compare across a version whose layers are unknown', () => {
    const versions = [version(1), version(2), undefined, version(4)];
    expect(reuseOverVersions(versions)).toMatchObject({
      transitions: 1,
      unknownTransitions: 2,
      bytes: 160,
    });
    expect(reuseOverVersions([version(1)])).toEqual({
      bytes: 0,
      fetchedAgainBytes: 0,
      transitions: 0,
      unknownTransitions: 0,
      changingLayers: [],
    });
    expect(reuseOverVersions([]).transitions).toBe(0);
  });

  it('looks at the newest versions', () => {
    const versions = Array.from({ length: 30 }, (_, index) => version(index));
    const { changes } = versionChanges(versions);
    expect(changes).toHaveLength(mostVersionChanges);
    expect(changes.at(-1)?.image.digest).toBe('v29');
  });

  it('averages over nodes what others have', () => {
    const onNodes = { known: 4, present: [4, 2, 0] };
    expect(reuseOnNodes(version(1), onNodes)).toEqual({
      bytes: 160,
      fetchedAgainBytes: 35,
      reuseShare: 1 - 35 / 160,
    });
    const nowhere = { known: 0, present: [0, 0, 0] };
    expect(reuseOnNodes(version(1), nowhere)).toBeUndefined();
  });

  it('never fetches more than there is', () => {
    const layers = fc.uniqueArray(fc.nat(9), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.option(layers)), all => {
        const reuse = reuseOverVersions(
          all.map((digests, index) =>
            digests === null
              ? undefined
              : imageFacts(
                  `v${index}`,
                  Object.fromEntries(
                    digests.map(one => [`layer ${one}`, [one, copy]]),
                  ),
                ),
          ),
        );
        expect(reuse.fetchedAgainBytes).toBeLessThanOrEqual(reuse.bytes);
        expect(reuse.reuseShare ?? 0).toBeGreaterThanOrEqual(0);
        expect(reuse.reuseShare ?? 1).toBeLessThanOrEqual(1);
        expect(reuse.transitions + reuse.unknownTransitions).toBe(
          Math.min(mostVersionChanges, Math.max(0, all.length - 1)),
        );
      }),
    );
  });
});
