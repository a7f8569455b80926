import {
  ImageFacts,
  LayerGraph,
} from 'backstage-plugin-pull-performance-common';
import { aPull, SHOP, T0 } from '../../store/__testUtils__/records';
import { missingBytesOf } from './missingBytes';
import { ServiceUse } from './serviceUses';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const MINUTE_MS = 60_000;
const place = { cluster: SHOP.cluster, node: 'node-1' };

/** An image of lettered layers, 100 bytes each but the last; 3 more for manifest and configuration. */
function image(letter: string, layers: string, lastBytes: number): ImageFacts {
  return {
    digest: digest(letter),
    platform: { os: 'linux', architecture: 'amd64' },
    manifestBytes: 1,
    configBytes: 2,
    layers: [...layers].map((layer, index) => ({
      digest: digest(layer),
      compressedBytes: index === layers.length - 1 ? lastBytes : 100,
      format: 'gzip',
    })),
    history: [],
    lazyIndexes: [],
  };
}
const first = image('1', 'ab', 20);
const second = image('2', 'ac', 30);

/** A use under a name that both had. */
function used(facts: ImageFacts, firstSeenAtMs: number): ServiceUse {
  return {
    id: firstSeenAtMs,
    workload: SHOP,
    container: 'app',
    containerKind: 'container',
    reference: 'registry.example/checkout:latest',
    digest: facts.digest,
    firstSeenAtMs,
    lastSeenAtMs: T0 + 60 * MINUTE_MS,
    running: true,
    resolved: { digest: facts.digest, image: facts },
  };
}

function pulled(finishedAtMs: number, more: object = {}) {
  return aPull({
    image: 'registry.example/checkout:latest',
    finishedAtMs,
    waitSeconds: 4,
    pullSeconds: 4,
    imageBytes: undefined,
    ...more,
  });
}

function graphOf(...images: ImageFacts[]) {
  const graph = LayerGraph.create();
  images.forEach(facts => graph.putImage(facts));
  return graph;
}

const range = (estimate: ReturnType<typeof missingBytesOf>) =>
  estimate && [estimate.value, estimate.low, estimate.high];

describe('missing bytes of a pull', () => {
  const uses = [used(first, T0), used(second, T0 + MINUTE_MS)];
  const ofFirst = { imageBytes: 123 };
  const ofSecond = { imageBytes: 133 };

  function rollout() {
    const graph = graphOf(first, second);
    graph.setComplete({
      ...place,
      complete: true,
      fromMs: T0 - 60 * MINUTE_MS,
    });
    graph.putHolding({ ...place, digest: first.digest, fromMs: T0 });
    graph.putHolding({
      ...place,
      digest: second.digest,
      fromMs: T0 + MINUTE_MS,
    });
    return graph;
  }

  it('are of the image that its size tells, although the tag was moved a minute later', () => {
    const options = { uses, graph: rollout(), nowMs: T0 + 30 * MINUTE_MS };
    expect(range(missingBytesOf(pulled(T0, ofFirst), options))).toEqual([
      120, 120, 120,
    ]);
    const later = pulled(T0 + MINUTE_MS, ofSecond);
    expect(range(missingBytesOf(later, options))).toEqual([30, 30, 30]);
  });

  it('are not told until pods tell of an image of that size, unless the runtime measures in another way', () => {
    const options = { uses: [uses[0]], graph: rollout() };
    const pull = pulled(T0 + MINUTE_MS, ofSecond);
    const at = (nowMs: number) => missingBytesOf(pull, { ...options, nowMs });
    expect(at(T0 + MINUTE_MS + 1000)).toBeUndefined();
    expect(at(T0 + 30 * MINUTE_MS)).toBeDefined();
    const [use] = uses;
    const unpacked = { ...use.resolved!, kubeletBytes: 133 };
    expect(
      missingBytesOf(pull, {
        graph: rollout(),
        uses: [{ ...use, resolved: unpacked }],
        nowMs: T0 + MINUTE_MS + 1000,
      }),
    ).toBeDefined();
  });

  it('are those of the layers, in however short a time, if all that the node held is known', () => {
    const nowMs = T0 + 30 * MINUTE_MS;
    const quick = pulled(T0 + MINUTE_MS, {
      ...ofSecond,
      outcome: 'checked',
      pullSeconds: 0.4,
    });
    const graph = rollout();
    expect(range(missingBytesOf(quick, { uses, graph, nowMs }))).toEqual([
      30, 30, 30,
    ]);
    graph.setComplete({ ...place, complete: false, fromMs: T0 });
    expect(range(missingBytesOf(quick, { uses, graph, nowMs }))).toEqual([
      0, 0, 30,
    ]);
  });

  it('are open where an image was removed in the second in which the pull began', () => {
    const nowMs = T0 + 30 * MINUTE_MS;
    const finishedAtMs = T0 + 2 * MINUTE_MS;
    const quick = { outcome: 'checked', pullSeconds: 0.2 };
    const rangeOf = (letGoAtMs: number, size: object) => {
      const graph = graphOf(first, second);
      graph.setComplete({ ...place, complete: true, fromMs: T0 - MINUTE_MS });
      graph.putHolding({
        ...{ ...place, digest: first.digest, fromMs: T0 },
        untilMs: letGoAtMs,
      });
      const pull = pulled(finishedAtMs, { ...quick, ...size });
      return range(missingBytesOf(pull, { uses, graph, nowMs }));
    };
    expect(rangeOf(finishedAtMs + 500, ofSecond)).toEqual([130, 30, 130]);
    expect(rangeOf(finishedAtMs + 500, ofFirst)).toEqual([120, 0, 120]);
    expect(rangeOf(finishedAtMs + 1000, ofSecond)).toEqual([30, 30, 30]);
    expect(rangeOf(finishedAtMs - 1000, ofSecond)).toEqual([130, 130, 130]);
  });

  it('are not told of a slow pull of an image that was there and has unknown layers', () => {
    const graph = rollout();
    const unread = image('9', 'z', 5);
    graph.putHolding({ ...place, digest: unread.digest, fromMs: T0 });
    const use = used(unread, T0);
    const options = {
      uses: [{ ...use, resolved: { digest: unread.digest } }],
      graph,
      nowMs: T0 + 30 * MINUTE_MS,
    };
    const slow = pulled(T0 + 2 * MINUTE_MS);
    expect(missingBytesOf(slow, options)).toBeUndefined();
    const asked = { ...slow, outcome: 'checked' as const, pullSeconds: 0.1 };
    expect(range(missingBytesOf(asked, options))).toEqual([0, 0, 0]);
  });

  it('may be all of an image that was there by the last list, if asking cannot have taken that long', () => {
    const nowMs = T0 + 30 * MINUTE_MS;
    const again = pulled(T0 + 2 * MINUTE_MS, ofSecond);
    const options = { uses, graph: rollout(), nowMs };
    expect(range(missingBytesOf(again, options))).toEqual([0, 0, 130]);
    expect(missingBytesOf(again, options)?.basis).toMatch(/just been removed/);
    const asked = { ...again, outcome: 'checked' as const, pullSeconds: 0.1 };
    expect(range(missingBytesOf(asked, options))).toEqual([0, 0, 0]);
  });
});
