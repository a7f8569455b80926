import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import {
  defaultScoreSettings,
  ImageFacts,
} from 'backstage-plugin-pull-performance-common';
import {
  aBatch,
  aPull,
  SHOP,
  SHOP_REF,
  aWorkload,
} from '../../store/__testUtils__/records';
import { DatabaseImageStore } from '../../store/DatabaseImageStore';
import { DatabasePullStore } from '../../store/DatabasePullStore';
import { RunningImage } from '../../store/ImageStore';
import { listPulls } from '../listPulls';
import { imageAreas } from './imageAreas';
import { listFleetImages } from './listFleetImages';
import { listImages } from './listImages';
import { ServiceImages } from './ServiceImages';

const amd64 = { os: 'linux', architecture: 'amd64' };
const MB = 1e6;
const minuteMs = 60_000;
const T0 = Date.UTC(2026, 10, 22, 9);
const nothing = { code: 'x', what: 'x', why: 'x', next: 'x' };
const digest = (name: string) =>
  `sha256:${Buffer.from(name).toString('hex').padEnd(64, '0')}`;

/** An image of named layers, each so many MB. */
function image(name: string, layers: Record<string, number>): ImageFacts {
  return {
    digest: digest(name),
    platform: amd64,
    manifestBytes: 1000,
    configBytes: 2000,
    layers: Object.entries(layers).map(([layer, megabytes]) => ({
      digest: digest(layer),
      compressedBytes: megabytes * MB,
      format: 'gzip',
      createdBy: `COPY ${layer.replace(/\d/, '')} /`,
    })),
    history: [],
    lazyIndexes: [],
  };
}

const base = { debian: 30, node: 50 };
const v1 = image('v1', { ...base, deps: 100, app1: 20 });
const v2 = image('v2', { ...base, deps: 100, app2: 20 });
const other = image('other', { ...base, other: 10 });

describe('images of a service', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  async function start() {
    const knex = await databases.init('SQLITE_3');
    const database = mockServices.database({ knex });
    const clock = { nowMs: T0 + 60 * minuteMs };
    const now = () => clock.nowMs;
    const pulls = await DatabasePullStore.create({ database, now });
    const store = await DatabaseImageStore.create({ database, now });
    const images = ServiceImages.create({ store, now });
    await pulls.apply(
      aBatch({
        workloads: [
          aWorkload(),
          aWorkload({
            name: 'neighbour',
            entityRefs: ['component:default/neighbour'],
          }),
        ],
      }),
    );
    return { pulls, store, images, clock };
  }

  function runs(
    name: string,
    sinceMs: number,
    more: Partial<RunningImage> = {},
  ): RunningImage {
    return {
      workload: SHOP,
      container: 'app',
      containerKind: 'container',
      reference: `registry.example/${name}`,
      image: {
        registry: 'registry.example',
        name: 'shop/checkout',
        digest: digest(name),
      },
      node: 'node-1',
      platform: amd64,
      sinceMs,
      ...more,
    };
  }

  type Bench = Awaited<ReturnType<typeof start>>;

  const neighbour = { ...SHOP, name: 'neighbour' };
  const run = (bench: Bench, images: RunningImage[], atMs: number) =>
    bench.store.replaceRunning({ cluster: SHOP.cluster, images, atMs });
  const tell = (bench: Bench, facts: ImageFacts) =>
    bench.store.saveManifest({
      digest: facts.digest,
      content: { kind: 'image', image: facts },
      atMs: bench.clock.nowMs,
    });
  const list = async (bench: Bench, more: object = {}) =>
    listImages({
      entityRef: SHOP_REF,
      uses: await bench.images.usesOf({ entityRef: SHOP_REF }),
      images: bench.images,
      graph: await bench.images.graph(),
      limit: 10,
      ...more,
    });
  const areas = async (bench: Bench) =>
    imageAreas({
      uses: await bench.images.usesOf({ entityRef: SHOP_REF }),
      graph: () => bench.images.graph(),
      store: bench.store,
      limits: defaultScoreSettings.limits,
      reasonWithoutImages: nothing,
      nowMs: bench.clock.nowMs,
    });

  /** A rollout from v1 to v2 on node-1, beside a neighbour on node-2. */
  async function rollOut(bench: Bench) {
    const node = { platform: amd64, complete: true };
    const besides = runs('other', T0, {
      workload: neighbour,
      node: 'node-2',
    });
    await bench.store.saveNodes({
      cluster: SHOP.cluster,
      nodes: [
        { ...node, name: 'node-1', images: [runs('v1', T0).image!] },
        { ...node, name: 'node-2', images: [besides.image!] },
      ],
      atMs: T0,
    });
    await run(bench, [runs('v1', T0), besides], T0);
    const later = T0 + 30 * minuteMs;
    await run(
      bench,
      [
        runs('v2', later),
        runs('v2', later + 2000, { node: 'node-2' }),
        besides,
      ],
      later + 2000,
    );
    for (const facts of [v1, v2, other]) await tell(bench, facts);
    return later;
  }

  it('tells layers, versions, what is fetched again and who else has what', async () => {
    const bench = await start();
    const rolledOutAtMs = await rollOut(bench);
    const { items, totalItems } = await list(bench);
    expect(totalItems).toBe(1);
    const [item] = items;
    expect(item).toMatchObject({
      reference: 'registry.example/v2',
      digest: v2.digest,
      platform: amd64,
      running: true,
      useCount: 1,
      uses: [{ ...SHOP, container: 'app', containerKind: 'container' }],
      compressedBytes: 200 * MB,
      totalBytes: 200 * MB + 3000,
      nodeCount: 2,
      previous: { digest: v1.digest, compressedBytes: 200 * MB },
      fetchedAgainBytes: 20 * MB,
      reuseShare: 0.9,
      base: { layers: 2, compressedBytes: 80 * MB, sharedWithServices: 1 },
      reason: undefined,
    });
    expect(
      item.versions.map(one => [one.digest, one.fetchedAgainBytes]),
    ).toEqual([
      [v2.digest, 20 * MB],
      [v1.digest, undefined],
    ]);
    expect(item.versions[0].firstSeenAt).toBe(
      new Date(rolledOutAtMs).toISOString(),
    );
    // node-1 had v1 when v2 came; node-2 had the neighbour's image.
    expect(
      item.layers.map(layer => [
        layer.inPrevious,
        layer.isBase,
        layer.sharedWithServices,
        layer.nodes,
      ]),
    ).toEqual([
      [true, true, 1, { present: 2, known: 2 }],
      [true, true, 1, { present: 2, known: 2 }],
      [true, false, 0, { present: 1, known: 2 }],
      [false, false, 0, { present: 0, known: 2 }],
    ]);

    const old = await list(bench, {
      digest: v1.digest,
      comparedWith: v2.digest,
    });
    expect(old.items).toMatchObject([
      {
        digest: v1.digest,
        running: false,
        previous: { digest: v2.digest },
        fetchedAgainBytes: 20 * MB,
      },
    ]);
    await expect(list(bench, { digest: other.digest })).rejects.toThrow(
      /has no image/,
    );
    await expect(list(bench, { comparedWith: v1.digest })).rejects.toThrow(
      'comparedWith needs digest',
    );
  });

  it('tells which images the fleet runs and which bases it shares', async () => {
    const bench = await start();
    await rollOut(bench);
    const fleet = (more: object = {}) =>
      listFleetImages({
        images: bench.images,
        by: 'image',
        sort: 'compressedBytes',
        limit: 10,
        ...more,
      });
    expect(await fleet()).toEqual({
      items: [
        {
          digest: v2.digest,
          reference: 'registry.example/v2',
          platform: amd64,
          compressedBytes: 200 * MB,
          layers: 4,
          services: 1,
          images: 1,
          nodes: 2,
        },
        expect.objectContaining({
          digest: other.digest,
          compressedBytes: 90 * MB,
          nodes: 1,
        }),
      ],
      totalItems: 2,
    });
    expect(await fleet({ by: 'base' })).toMatchObject({
      items: [
        {
          digest: digest('node'),
          layers: 2,
          compressedBytes: 80 * MB,
          services: 2,
          images: 2,
          nodes: 3,
        },
      ],
      totalItems: 1,
    });
    const first = await fleet({ sort: 'nodes', limit: 1 });
    const second = await fleet({
      sort: 'nodes',
      limit: 1,
      cursor: first.nextCursor,
    });
    expect([...first.items, ...second.items].map(item => item.digest)).toEqual([
      v2.digest,
      other.digest,
    ]);
    expect(second.nextCursor).toBeUndefined();
    expect((await fleet({ cluster: 'elsewhere' })).items).toEqual([]);

    // A cluster that only pushes tells what runs, but not where: that is no zero.
    const pushing = { ...SHOP, cluster: 'pushing' };
    const pushed = runs('v1', T0, { workload: pushing, node: '' });
    await bench.pulls.apply(
      aBatch({ workloads: [aWorkload({ cluster: 'pushing' })] }),
    );
    await bench.store.addRunning({
      images: [{ ...pushed, seenMs: bench.clock.nowMs }],
    });
    const [item] = (await fleet({ cluster: 'pushing' })).items;
    expect(item).toMatchObject({ digest: v1.digest, services: 1 });
    expect(item.nodes).toBeUndefined();
    const told = (await list(bench)).items.find(
      ({ digest: one }) => one === v1.digest,
    );
    expect(told?.running).toBe(true);
    expect(told?.nodeCount).toBeUndefined();
  });

  it('grades size and reuse, and says why it cannot', async () => {
    const bench = await start();
    expect((await areas(bench)).imageSize).toMatchObject({
      grade: 'unknown',
      reason: nothing,
    });
    const sidecar = runs('proxy', T0, { container: 'proxy' });
    await run(bench, [runs('v1', T0), sidecar], T0);
    expect((await areas(bench)).imageSize).toMatchObject({
      grade: 'unknown',
      reason: { code: 'not-read-yet' },
    });
    await tell(bench, v1);
    await bench.store.saveManifestProblem({
      digest: digest('proxy'),
      problem: { ...nothing, code: 'unauthorized' },
      nextTryAtMs: T0,
    });
    const partly = await areas(bench);
    expect(partly.imageSize).toMatchObject({
      grade: 'unknown',
      reason: {
        code: 'unauthorized',
        what: 'The layers of registry.example/proxy are unknown',
      },
    });
    expect((await list(bench)).items.map(one => one.reason?.code)).toEqual(
      expect.arrayContaining([undefined, 'unauthorized']),
    );
    // What a kubelet tells of its size is enough for a grade.
    await bench.store.saveNodes({
      cluster: SHOP.cluster,
      nodes: [
        {
          name: 'node-1',
          platform: amd64,
          complete: true,
          images: [{ ...sidecar.image!, kubeletBytes: 90 * MB }],
        },
      ],
      atMs: T0,
    });
    expect((await areas(bench)).imageSize).toMatchObject({
      grade: 'C',
      value: 290 * MB,
      confidence: 'medium',
    });
    await rollOut(bench);
    // A pod that cannot start says nothing of what the others need.
    await bench.store.addRunning({
      images: [
        {
          ...runs('v3', T0 + 50 * minuteMs, { image: undefined }),
          seenMs: T0 + 50 * minuteMs,
        },
      ],
    });
    const { imageSize, layerReuse } = await areas(bench);
    expect(imageSize).toMatchObject({
      grade: 'B',
      value: 200 * MB,
      confidence: 'high',
      evidence: 'app 200 MB in 4 layers',
    });
    expect(layerReuse).toMatchObject({ grade: 'A', value: 0.9, samples: 1 });
  });

  it('tells what a pull had to bring, from what its node had before', async () => {
    const bench = await start();
    const rolledOutAtMs = await rollOut(bench);
    const pulled = (node: string, atMs: number, reference = 'v2') =>
      aPull({
        image: `registry.example/${reference}`,
        podUid: `${node}-${atMs}`,
        node,
        finishedAtMs: atMs,
        pullSeconds: 3,
        waitSeconds: 5,
      });
    await bench.pulls.apply(
      aBatch({
        pulls: [
          pulled('node-1', rolledOutAtMs),
          pulled('node-2', rolledOutAtMs + 2000),
          pulled('node-3', rolledOutAtMs),
          pulled('node-2', rolledOutAtMs + 5 * minuteMs),
          { ...pulled('node-1', rolledOutAtMs + 1), image: 'unknown:1' },
          { ...pulled('node-1', rolledOutAtMs + 2), outcome: 'failed' },
          {
            ...pulled('node-4', rolledOutAtMs - minuteMs),
            outcome: 'checked',
            pullSeconds: 0.1,
          },
        ],
      }),
    );
    const { items } = await listPulls({
      store: bench.pulls,
      images: bench.images,
      entityRef: SHOP_REF,
      window: { fromMs: T0, toMs: T0 + 100 * minuteMs },
      limit: 10,
    });
    const missing = items.map(({ node, missingBytes }) => [
      node,
      missingBytes && [
        missingBytes.low / MB,
        missingBytes.value / MB,
        missingBytes.high / MB,
      ],
    ]);
    expect(missing).toEqual([
      // Held since the first pull there, but it took long: it may have been removed.
      ['node-2', [0, 0, 200]],
      ['node-2', [120, 120, 120]],
      ['node-1', undefined],
      ['node-1', undefined],
      // Nothing is known of node-3: only what no other image has must have come.
      ['node-3', [20, 200, 200]],
      ['node-1', [20, 20, 20]],
      // Nothing is known of node-4 either, but in no time nothing comes.
      ['node-4', [0, 0, 200]],
    ]);
  });
});
