import fc from 'fast-check';
import { commonLayers } from './imageBase';
import { LayerGraph } from './layerGraph';

const on = { cluster: 'prod', node: 'node-1' };

describe('LayerGraph, beside sets', () => {
  const digests = fc.constantFrom(...'abcdefghij');
  const layer = fc.constantFrom(...'ABCDEFGHIJKLMNOP').map(digest => ({
    digest,
    // A digest stands for one content.
    foreign: digest === 'A',
    compressedBytes: (digest.charCodeAt(0) - 64) ** 2,
  }));
  const images = fc
    .dictionary(digests, fc.array(layer, { maxLength: 6 }))
    .map(byDigest => new Map(Object.entries(byDigest)));
  const holding = fc.record({
    cluster: fc.constantFrom('x', 'y'),
    node: fc.constantFrom('1', '2'),
    digest: digests,
    fromMs: fc.nat(9),
    untilMs: fc.option(fc.nat(12), { nil: undefined }),
  });
  const scene = fc.record({
    images,
    holdings: fc.uniqueArray(holding, {
      maxLength: 30,
      selector: one => JSON.stringify({ ...one, untilMs: undefined }),
    }),
    complete: fc.constantFrom(true, false, undefined),
    atMs: fc.nat(12),
    lastsMs: fc.option(fc.nat(4), { nil: undefined }),
    digest: digests,
  });

  it('says what sets say, whatever the order', () => {
    fc.assert(
      fc.property(scene, fc.boolean(), (given, imagesFirst) => {
        const graph = LayerGraph.create();
        const putImages = () =>
          given.images.forEach((layers, digest) =>
            graph.putImage({ digest, layers }),
          );
        if (imagesFirst) putImages();
        given.holdings.forEach(one => graph.putHolding(one));
        if (!imagesFirst) putImages();
        const asked = { cluster: 'x', node: '1' };
        graph.setComplete({ ...asked, complete: given.complete, fromMs: 0 });

        const { digest, atMs, lastsMs } = given;
        const untilMs = lastsMs === undefined ? undefined : atMs + lastsMs;
        const endMs = untilMs ?? atMs;
        const ofNode = given.holdings
          .filter(one => one.cluster === 'x' && one.node === '1')
          .map(one => ({ ...one, untilMs: one.untilMs ?? Infinity }));
        const before = ofNode.filter(one => one.fromMs <= atMs);
        const held = before
          .filter(one => one.untilMs > endMs)
          .map(one => one.digest);
        const letGo = before
          .filter(one => atMs <= one.untilMs && one.untilMs <= endMs)
          .map(one => one.digest);
        const came = ofNode
          .filter(one => atMs < one.fromMs && one.fromMs <= endMs)
          .map(one => one.digest)
          .filter(one => one !== digest);
        const layersOf = (these: string[]) =>
          new Set(
            these.flatMap(one =>
              (given.images.get(one) ?? []).map(layerOf => layerOf.digest),
            ),
          );
        const there = layersOf(held);
        const maybeThere = layersOf([...letGo, ...came]);
        const sizes = new Map(
          (given.images.get(digest) ?? [])
            .filter(one => !one.foreign)
            .map(one => [one.digest, one.compressedBytes]),
        );
        const bytesOf = (isCounted: (one: string) => boolean) =>
          [...sizes]
            .filter(([one]) => !there.has(one) && isCounted(one))
            .reduce((sum, [, bytes]) => sum + bytes, 0);

        fc.pre(given.images.has(digest));
        const isHeld = held.includes(digest);
        const value = isHeld ? 0 : bytesOf(() => true);
        const low = isHeld ? 0 : bytesOf(one => !maybeThere.has(one));
        const isSure =
          given.complete &&
          [...held, ...letGo].every(one => given.images.has(one));
        const answer = graph.missingBytes({
          ...asked,
          digest,
          atMs,
          untilMs,
        })!;
        expect(answer.value).toBe(value);
        expect(answer.low).toBeGreaterThanOrEqual(isSure ? low : 0);
        expect(answer.low).toBeLessThanOrEqual(low);
        expect(answer.high).toBeGreaterThanOrEqual(value);
        // A runtime that keeps only unpacked layers has the longest common row of them.
        const ofImage = given.images.get(digest)!;
        const kept = Math.max(
          0,
          ...held.map(one =>
            commonLayers(ofImage, given.images.get(one) ?? []),
          ),
        );
        const keptBytes = [
          ...new Map(
            ofImage
              .slice(0, kept)
              .filter(one => !one.foreign)
              .map(one => [one.digest, one.compressedBytes]),
          ).values(),
        ].reduce((sum, bytes) => sum + bytes, 0);
        expect(answer.high).toBe(
          isHeld ? 0 : graph.bytesOf(digest)! - keptBytes,
        );
      }),
      { numRuns: 500 },
    );
  });

  it('holds the truth in its range when something is hidden', () => {
    const role = fc.record({
      is: fc.constantFrom('seen', 'unread', 'unlisted', 'absent'),
      /** Let go while the pull went on, after it had really begun or before. */
      letGo: fc.constantFrom(undefined, 'after', 'before'),
    });
    const roles = fc.dictionary(digests, role);
    fc.assert(
      fc.property(images, digests, roles, (known, asked, roleOf) => {
        fc.pre(known.has(asked));
        const graph = LayerGraph.create();
        const sizeOf = (digest: string) =>
          known.get(digest)!.reduce((sum, one) => sum + one.compressedBytes, 1);
        const there = new Set<string>();
        let unlistedBytesAtMost = 0;
        let complete = true;
        for (const [digest, layers] of known) {
          const given = roleOf[digest] ?? { is: 'absent' };
          const { letGo } = given;
          const is =
            digest !== asked || (given.is === 'seen' && letGo)
              ? given.is
              : 'absent';
          if (is !== 'unread') {
            graph.putImage({ digest, layers });
          }
          if (is === 'seen' || is === 'unread') {
            const imageBytes = sizeOf(digest);
            const untilMs = letGo && 11;
            graph.putHolding({
              ...{ ...on, digest, fromMs: 0, untilMs, imageBytes },
            });
          }
          if (is === 'unlisted') {
            complete = false;
            unlistedBytesAtMost = Math.max(unlistedBytesAtMost, sizeOf(digest));
          }
          if (is === 'unlisted' || (is !== 'absent' && letGo !== 'before')) {
            layers.forEach(one => there.add(one.digest));
          }
        }
        graph.setComplete({ ...on, complete, fromMs: 0, unlistedBytesAtMost });
        const truth = new Map(
          known
            .get(asked)!
            .filter(one => !one.foreign && !there.has(one.digest))
            .map(one => [one.digest, one.compressedBytes]),
        );
        const bytes = [...truth.values()].reduce((sum, one) => sum + one, 0);
        const span = { atMs: 10, untilMs: 12 };
        const answer = graph.missingBytes({ ...on, ...span, digest: asked })!;
        expect(answer.low).toBeLessThanOrEqual(bytes);
        expect(answer.value).toBeGreaterThanOrEqual(bytes);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never misses more when more is held', () => {
    fc.assert(
      fc.property(scene, fc.array(holding), (given, more) => {
        const graph = LayerGraph.create();
        given.images.forEach((layers, digest) =>
          graph.putImage({ digest, layers }),
        );
        given.holdings.forEach(one => graph.putHolding(one));
        const ask = () =>
          graph.missingBytes({
            cluster: 'x',
            node: '1',
            digest: given.digest,
            atMs: given.atMs,
            untilMs: given.atMs + (given.lastsMs ?? 0),
          });
        const before = ask()!;
        fc.pre(before !== undefined);
        more.forEach((one, index) =>
          graph.putHolding({ ...one, fromMs: one.fromMs + (index + 1) / 100 }),
        );
        const after = ask()!;
        expect(after.value).toBeLessThanOrEqual(before.value);
        expect(after.high).toBeLessThanOrEqual(before.high);
      }),
    );
  });

  it('counts nodes as sets do', () => {
    const nodes = ['x', 'y'].flatMap(cluster =>
      ['1', '2', '3'].map(node => ({ cluster, node })),
    );
    const layerDigests = fc.array(fc.constantFrom(...'ABCDZ'), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        scene,
        layerDigests,
        fc.array(digests),
        (given, asked, but) => {
          const graph = LayerGraph.create();
          given.images.forEach((layers, digest) =>
            graph.putImage({ digest, layers }),
          );
          given.holdings.forEach(one => graph.putHolding(one));
          const heldOn = nodes.map(({ cluster, node }) =>
            given.holdings.filter(
              one =>
                one.cluster === cluster &&
                one.node === node &&
                given.images.has(one.digest) &&
                one.fromMs <= given.atMs &&
                given.atMs < (one.untilMs ?? Infinity),
            ),
          );
          const has = (digest: string, layerDigest: string) =>
            !but.includes(digest) &&
            given.images.get(digest)!.some(one => one.digest === layerDigest);
          expect(
            graph.nodesWith({
              layerDigests: asked,
              nodes,
              atMs: given.atMs,
              exceptImages: but,
            }),
          ).toEqual({
            known: heldOn.filter(held => held.length > 0).length,
            present: asked.map(
              layerDigest =>
                heldOn.filter(held =>
                  held.some(({ digest }) => has(digest, layerDigest)),
                ).length,
            ),
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('shares as sets do, however services come and go', () => {
    const step = fc.record({
      ref: fc.constantFrom('s', 't', 'u'),
      digests: fc.option(fc.array(digests, { maxLength: 3 })),
    });
    fc.assert(
      fc.property(
        images,
        fc.array(step, { maxLength: 8 }),
        fc.nat(8),
        digests,
        (known, steps, imagesAt, asked) => {
          const graph = LayerGraph.create();
          const services = new Map<string, string[]>();
          const putImages = () =>
            known.forEach((layers, digest) =>
              graph.putImage({ digest, layers }),
            );
          steps.forEach(({ ref, digests: run }, index) => {
            if (index === imagesAt) putImages();
            if (run) {
              graph.putService(ref, run);
              services.set(ref, run);
            } else {
              graph.removeService(ref);
              services.delete(ref);
            }
          });
          putImages();
          const others = [...services].filter(([ref]) => ref !== 's');
          const rowOf = (digest: string, length: number) =>
            JSON.stringify(
              known
                .get(digest)
                ?.slice(0, length)
                .map(one => one.digest),
            );
          const layers = known.get(asked) ?? [];
          layers.forEach(({ digest }) =>
            expect(graph.sharedWith(digest, 's')).toBe(
              others.filter(([, run]) =>
                run.some(one =>
                  known.get(one)?.some(has => has.digest === digest),
                ),
              ).length,
            ),
          );
          const prefixes = graph.sharedPrefixes(asked, 's');
          layers.forEach((_, index) => {
            const row = rowOf(asked, index + 1);
            const sharing = others.filter(([, run]) =>
              run.some(
                one =>
                  one !== asked &&
                  (known.get(one)?.length ?? 0) > index &&
                  rowOf(one, index + 1) === row,
              ),
            ).length;
            expect(
              prefixes.find(one => one.layers === index + 1)?.services ?? 0,
            ).toBe(sharing);
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});
