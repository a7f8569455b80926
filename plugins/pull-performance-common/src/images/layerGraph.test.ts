import { LayerGraph } from './layerGraph';
import { GraphHolding, GraphImage } from './layerGraphTypes';

const on = { cluster: 'prod', node: 'node-1' };

function image(digest: string, layers: Record<string, number>): GraphImage {
  return {
    digest,
    layers: Object.entries(layers).map(([layer, compressedBytes]) => ({
      digest: layer,
      compressedBytes,
    })),
  };
}

const v1 = image('v1', { base: 30, deps: 100, app1: 7 });
const v2 = image('v2', { base: 30, deps: 100, app2: 8 });
const other = image('other', { base: 30, tool: 50 });

function graphOf(images: GraphImage[], holdings: GraphHolding[] = []) {
  const graph = LayerGraph.create();
  images.forEach(one => graph.putImage(one));
  holdings.forEach(one => graph.putHolding(one));
  return graph;
}

function missing(graph: LayerGraph, digest: string, atMs = 10) {
  return graph.missingBytes({ ...on, digest, atMs });
}

describe('LayerGraph', () => {
  it('counts each layer once and no foreign one', () => {
    const graph = LayerGraph.create();
    const layers = [
      { digest: 'windows', compressedBytes: 900, foreign: true },
      { digest: 'a', compressedBytes: 5 },
      { digest: 'empty', compressedBytes: 1 },
      { digest: 'a', compressedBytes: 5 },
    ];
    expect(graph.putImage({ digest: 'x', layers })).toBe(true);
    expect(graph.putImage({ digest: 'x', layers: [] })).toBe(true);
    expect(graph.bytesOf('x')).toBe(6);
    expect(graph.bytesOf('y')).toBeUndefined();
    expect(graph.hasImage('y')).toBe(false);
  });

  it('refuses what is no size or time', () => {
    const graph = LayerGraph.create();
    expect(() => graph.putImage(image('x', { a: -1 }))).toThrow(
      'The layer a cannot have -1 bytes',
    );
    expect(() => graph.putHolding({ ...on, digest: 'x', fromMs: NaN })).toThrow(
      'cannot have held x',
    );
    expect(graph.hasImage('x')).toBe(false);
  });

  it('tells what a node lacks while it holds other images', () => {
    const graph = graphOf(
      [v1, v2, other],
      [{ ...on, digest: 'v1', fromMs: 5, untilMs: 20 }],
    );
    graph.setComplete({ ...on, complete: true, fromMs: 0 });
    const all = { value: 138, low: 138, high: 138 };
    expect(missing(graph, 'v2', 4)).toMatchObject(all);
    expect(missing(graph, 'v2', 5)).toMatchObject({
      value: 8,
      low: 8,
      high: 8,
      samples: 1,
    });
    expect(missing(graph, 'v2', 19)).toMatchObject({ value: 8 });
    expect(missing(graph, 'v2', 20)).toMatchObject({ ...all, low: 8 });
    expect(missing(graph, 'v2', 21)).toMatchObject(all);
    expect(missing(graph, 'v1', 5)).toEqual({
      value: 0,
      low: 0,
      high: 0,
      basis: 'The node held this image already',
      samples: 1,
    });
    expect(missing(graph, 'unheard of')).toBeUndefined();
    expect(
      graph.missingBytes({ ...on, cluster: 'test', digest: 'v2', atMs: 10 }),
    ).toMatchObject({ value: 138, low: 8, high: 138 });
  });

  it('is sure only of layers that no unlisted image can have', () => {
    const graph = graphOf(
      [v1, v2, other],
      [{ ...on, digest: 'other', fromMs: 0 }],
    );
    expect(missing(graph, 'v2')).toMatchObject({ value: 108, low: 8 });
    graph.setComplete({ ...on, complete: false });
    expect(missing(graph, 'v2')).toEqual({
      value: 108,
      low: 8,
      high: 108,
      basis:
        'Layers that no image known on the node has (1 known); its list of images leaves some out',
      samples: 1,
    });
    // The kubelet lists the largest images first.
    graph.setComplete({ ...on, complete: false, unlistedBytesAtMost: 99 });
    expect(missing(graph, 'v2')).toMatchObject({ value: 108, low: 108 });
    graph.setComplete({ ...on, complete: true, fromMs: 11 });
    expect(missing(graph, 'v1', 10)).toMatchObject({ low: 107 });
    expect(missing(graph, 'v1', 11)).toMatchObject({ value: 107, low: 107 });
    expect(graph.hasWholeList({ ...on, atMs: 10 })).toBe(false);
    expect(graph.hasWholeList({ ...on, atMs: 11 })).toBe(true);
    expect(graph.hasWholeList({ ...on, node: 'x', atMs: 11 })).toBe(false);
  });

  it('reckons with what came while a pull went on', () => {
    const graph = graphOf(
      [v1, v2, other],
      [
        { ...on, digest: 'v1', fromMs: 15 },
        { ...on, digest: 'other', fromMs: 21 },
        { ...on, digest: 'v2', fromMs: 20 },
      ],
    );
    graph.setComplete({ ...on, complete: true, fromMs: 0 });
    const during = (atMs: number, untilMs?: number) =>
      graph.missingBytes({ ...on, digest: 'v2', atMs, untilMs });
    expect(during(10)).toMatchObject({ value: 138, low: 138 });
    expect(during(10, 20)).toEqual({
      value: 138,
      low: 8,
      high: 138,
      basis:
        'Layers that no image known on the node has (0 known); less where a pull at the same time brought them, or an image removed at the same time had them',
      samples: 0,
    });
    expect(during(15, 20)).toMatchObject({ value: 8, low: 8 });
  });

  it('is not sure of what was let go while a pull went on', () => {
    const graph = graphOf(
      [v1, v2, other],
      [
        { ...on, digest: 'v1', fromMs: 0, untilMs: 15 },
        { ...on, digest: 'other', fromMs: 0 },
      ],
    );
    graph.setComplete({ ...on, complete: true, fromMs: 0 });
    const during = (digest: string, atMs: number, untilMs: number) =>
      graph.missingBytes({ ...on, digest, atMs, untilMs });
    expect(during('v2', 10, 14)).toMatchObject({ value: 8, low: 8, high: 8 });
    for (const [atMs, untilMs] of [
      [10, 15],
      [10, 20],
      [15, 20],
    ]) {
      expect(during('v2', atMs, untilMs)).toEqual({
        value: 108,
        low: 8,
        high: 108,
        basis:
          'Layers that no image known on the node has (1 known); less where a pull at the same time brought them, or an image removed at the same time had them',
        samples: 1,
      });
    }
    expect(during('v2', 16, 20)).toMatchObject({ value: 108, low: 108 });

    // The pulled image itself.
    const nothing = { value: 0, low: 0, high: 0 };
    expect(during('v1', 10, 14)).toMatchObject(nothing);
    const open = { value: 107, low: 0, high: 107 };
    expect(during('v1', 10, 15)).toMatchObject(open);
    expect(during('v1', 16, 20)).toMatchObject({ ...open, low: 107 });
    const alone = graphOf(
      [v1],
      [{ ...on, digest: 'v1', fromMs: 0, untilMs: 15 }],
    ).missingBytes({ ...on, digest: 'v1', atMs: 10, untilMs: 20 });
    expect(alone).toMatchObject({ value: 137, low: 0, high: 137 });
    expect(alone?.basis).toMatch(/^Layers .* is not known; less where/);
  });

  it('reckons with an image of unknown layers that was let go while a pull went on', () => {
    const graph = graphOf(
      [v1, v2],
      [
        { ...on, digest: 'v1', fromMs: 0 },
        { ...on, digest: 'gone', fromMs: 0, untilMs: 15, imageBytes: 9 },
      ],
    );
    graph.setComplete({ ...on, complete: true, fromMs: 0 });
    const during = (digest: string, atMs: number, untilMs: number) =>
      graph.missingBytes({ ...on, digest, atMs, untilMs });
    expect(during('v2', 10, 20)).toMatchObject({ value: 8, low: 0, high: 8 });
    expect(during('v2', 16, 20)).toMatchObject({ value: 8, low: 8, high: 8 });
    expect(during('gone', 10, 14)).toMatchObject({ value: 0 });
    expect(during('gone', 10, 15)).toBeUndefined();
  });

  it('reckons with images whose layers nobody told', () => {
    const graph = graphOf(
      [v1, v2],
      [
        { ...on, digest: 'v1', fromMs: 0 },
        { ...on, digest: 'gone', fromMs: 0 },
      ],
    );
    graph.setComplete({ ...on, complete: true });
    expect(missing(graph, 'v2')).toMatchObject({ value: 8, low: 0, high: 8 });
    graph.putHolding({ ...on, digest: 'gone', fromMs: 0, imageBytes: 7 });
    expect(missing(graph, 'v2')).toMatchObject({ value: 8, low: 8, high: 8 });
    expect(missing(graph, 'gone')).toMatchObject({ value: 0 });
    graph.putImage(image('gone', { app2: 8 }));
    expect(missing(graph, 'v2')).toMatchObject({ value: 0, low: 0, high: 8 });
  });

  it('allows for runtimes that keep only unpacked layers', () => {
    const graph = graphOf(
      [
        image('old', { base1: 10, app: 5 }),
        image('new', { base2: 11, app: 5 }),
      ],
      [{ ...on, digest: 'old', fromMs: 0 }],
    );
    graph.setComplete({ ...on, complete: true });
    expect(missing(graph, 'new')).toMatchObject({
      value: 11,
      low: 11,
      high: 16,
    });
  });

  it('extends and ends holdings, and forgets old ones', () => {
    const graph = graphOf([v1, v2]);
    const holding = { ...on, digest: 'v1', fromMs: 0 };
    graph.putHolding({ ...holding, untilMs: 5 });
    graph.putHolding({ ...holding, untilMs: 15 });
    graph.putHolding({ ...holding, fromMs: 30 });
    expect(missing(graph, 'v2', 10)).toMatchObject({ value: 8 });
    expect(missing(graph, 'v2', 20)).toMatchObject({ value: 138 });
    expect(missing(graph, 'v2', 99)).toMatchObject({ value: 8 });
    expect(graph.prune({ beforeMs: 16 })).toBe(1);
    expect(missing(graph, 'v2', 10)).toMatchObject({ value: 138 });
    expect(missing(graph, 'v2', 99)).toMatchObject({ value: 8 });
    expect(graph.size()).toMatchObject({ holdings: 1, nodes: 1, images: 2 });
    graph.removeNode(on);
    expect(graph.size()).toMatchObject({ holdings: 0, nodes: 0 });
    expect(missing(graph, 'v2', 99)).toMatchObject({ value: 138 });
  });

  it('is never sure of what found no room', () => {
    const graph = LayerGraph.create({
      maxImages: 2,
      maxImageLayers: 6,
      maxNodes: 1,
      maxHoldings: 1,
    });
    expect(graph.putImage(v1)).toBe(true);
    expect(graph.putImage(v2)).toBe(true);
    expect(missing(graph, 'v2')).toMatchObject({ low: 8 });
    expect(graph.putImage(other)).toBe(false);
    expect(missing(graph, 'other')).toBeUndefined();
    expect(missing(graph, 'v2')).toMatchObject({ value: 138, low: 0 });

    graph.setComplete({ ...on, complete: true });
    expect(graph.putHolding({ ...on, digest: 'v1', fromMs: 0 })).toBe(true);
    expect(missing(graph, 'v2')).toMatchObject({ value: 8, low: 8 });
    expect(graph.putHolding({ ...on, digest: 'v1', fromMs: 50 })).toBe(false);
    expect(missing(graph, 'v2')).toMatchObject({ value: 8, low: 0 });
    expect(
      graph.putHolding({ ...on, node: 'node-2', digest: 'v1', fromMs: 0 }),
    ).toBe(false);
    expect(graph.size().dropped).toEqual({ images: 1, nodes: 1, holdings: 1 });

    const small = LayerGraph.create({ maxImageLayers: 5 });
    expect(small.putImage(v1)).toBe(true);
    expect(small.putImage(v2)).toBe(false);
    expect(missing(small, 'v2')).toBeUndefined();
  });

  it('counts the services that share a layer and a base', () => {
    const graph = graphOf([v1, v2, other]);
    graph.putService('shop', ['v2', 'v1']);
    graph.putService('tools', ['other', 'late']);
    graph.putService('copy', ['v2']);
    expect(graph.sharedWith('base', 'shop')).toBe(2);
    expect(graph.sharedWith('base')).toBe(3);
    expect(graph.sharedWith('deps', 'shop')).toBe(1);
    expect(graph.sharedWith('tool', 'tools')).toBe(0);
    expect(graph.sharedWith('unheard of')).toBe(0);

    expect(graph.sharedPrefixes('other', 'tools')).toEqual([
      { layers: 1, compressedBytes: 30, services: 2 },
    ]);
    // Who runs this very image shares no base with it.
    expect(graph.sharedPrefixes('v2', 'shop')).toEqual([
      { layers: 1, compressedBytes: 30, services: 1 },
    ]);
    expect(graph.sharedPrefixes('v2', 'copy')).toEqual([
      { layers: 1, compressedBytes: 30, services: 2 },
      { layers: 2, compressedBytes: 130, services: 1 },
    ]);

    graph.putImage(image('late', { base: 30, deps: 100 }));
    expect(graph.sharedWith('deps', 'shop')).toBe(2);
    graph.putService('tools', []);
    graph.removeService('copy');
    expect(graph.sharedWith('base', 'shop')).toBe(0);
    expect(graph.sharedWith('base')).toBe(1);
    expect(graph.size()).toMatchObject({ services: 2, unreadImages: 0 });
  });

  it('counts nodes that have layers, without what the caller leaves out', () => {
    const nodes = ['a', 'b', 'c', 'd'].map(node => ({ cluster: 'prod', node }));
    const graph = graphOf(
      [v1, v2, other],
      [
        { ...nodes[0], digest: 'v1', fromMs: 0 },
        { ...nodes[1], digest: 'v1', fromMs: 0 },
        { ...nodes[1], digest: 'other', fromMs: 0 },
        { ...nodes[2], digest: 'unread', fromMs: 0 },
        { ...nodes[3], digest: 'other', fromMs: 0, untilMs: 10 },
      ],
    );
    const layerDigests = ['base', 'deps', 'nowhere'];
    const ask = (exceptImages?: string[]) =>
      graph.nodesWith({ layerDigests, nodes, atMs: 10, exceptImages });
    expect(ask()).toEqual({ known: 2, present: [2, 2, 0] });
    expect(ask(['v1', 'unheard of'])).toEqual({ known: 2, present: [1, 0, 0] });
  });
});
