import { mockServices, TestDatabaseId } from '@backstage/backend-test-utils';
import { ImageFacts } from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { DatabaseImageStore } from './DatabaseImageStore';
import { DatabasePullStore } from './DatabasePullStore';
import { HeldImage, RunningImage } from './ImageStore';
import { SHOP, SHOP_REF, aBatch, T0 } from './__testUtils__/records';
import { testDatabases } from './__testUtils__/stores';

const amd64 = { os: 'linux', architecture: 'amd64' };
const arm64 = { os: 'linux', architecture: 'arm64' };
const minuteMs = 60_000;

function digest(letter: string): string {
  return `sha256:${letter.repeat(64)}`;
}

function held(letter: string, kubeletBytes?: number): HeldImage {
  return {
    registry: 'registry.example',
    name: 'shop/checkout',
    digest: digest(letter),
    kubeletBytes,
  };
}

function running(more: Partial<RunningImage> = {}): RunningImage {
  return {
    workload: SHOP,
    container: 'app',
    containerKind: 'container',
    reference: 'registry.example/shop/checkout:1',
    image: held('a'),
    node: 'node-1',
    platform: amd64,
    sinceMs: T0,
    ...more,
  };
}

function image(letter: string, layers: string[]): ImageFacts {
  return {
    digest: digest(letter),
    platform: amd64,
    manifestBytes: 500,
    configBytes: 600,
    layers: layers.map(layer => ({
      digest: digest(layer),
      compressedBytes: 1000,
      format: 'gzip',
    })),
    history: [],
    lazyIndexes: [],
  };
}

describe('DatabaseImageStore', () => {
  const databases = testDatabases();

  async function open(databaseId: TestDatabaseId) {
    const knex: Knex = await databases.init(databaseId);
    const database = mockServices.database({ knex });
    const pulls = await DatabasePullStore.create({ database });
    const images = await DatabaseImageStore.create({
      database,
      now: () => T0 + 10 * minuteMs,
    });
    // Links the workload with its service.
    await pulls.apply(aBatch());
    return { knex, images };
  }

  it.each(databases.eachSupportedId())(
    'knows what runs, what ran, and since when, %p',
    async databaseId => {
      const { images } = await open(databaseId);
      const cluster = SHOP.cluster;
      const first = [
        running(),
        running({ node: 'node-2', sinceMs: T0 + 1000 }),
        running({ container: 'proxy', image: undefined, reference: 'proxy' }),
      ];
      await images.replaceRunning({ cluster, images: first, atMs: T0 + 2000 });
      await images.replaceRunning({ cluster, images: first, atMs: T0 + 3000 });
      const began = await images.usesOf({ entityRef: SHOP_REF, limit: 10 });
      expect(began).toHaveLength(2);
      expect(began.find(use => use.container === 'app')).toMatchObject({
        workload: SHOP,
        digest: digest('a'),
        platform: amd64,
        firstSeenAtMs: T0,
        running: true,
      });
      expect(began.find(use => use.container === 'proxy')).toMatchObject({
        reference: 'proxy',
        digest: undefined,
        running: true,
      });

      // A rollout: node-1 runs the new version, node-2 still the old one.
      const second = [
        running({ image: held('b'), sinceMs: T0 + minuteMs }),
        running({ node: 'node-2', sinceMs: T0 + 1000 }),
      ];
      await images.replaceRunning({
        cluster,
        images: second,
        atMs: T0 + minuteMs,
      });
      const uses = await images.usesOf({ entityRef: SHOP_REF, limit: 10 });
      expect(uses.map(use => [use.container, use.digest, use.running])).toEqual(
        [
          ['app', digest('b'), true],
          ['app', digest('a'), true],
          ['proxy', undefined, false],
        ],
      );
      const nodes = await images.nodesOf(uses.map(({ id }) => id));
      expect(nodes.get(uses[0].id)).toEqual([{ cluster, name: 'node-1' }]);
      expect(nodes.get(uses[1].id)).toEqual([{ cluster, name: 'node-2' }]);
      await expect(
        images.listServiceDigests({ limit: 1 }),
      ).resolves.toMatchObject({
        items: [{ entityRef: SHOP_REF, digest: digest('a') }],
        nextAfterId: expect.any(Number),
      });
      // Another cluster's end of everything is not this one's.
      await images.replaceRunning({ cluster: 'other', images: [], atMs: T0 });
      await images.replaceRunning({ cluster, images: [], atMs: T0 + 90_000 });
      const ended = await images.usesOf({ entityRef: SHOP_REF, limit: 10 });
      expect(ended.map(use => use.running)).toEqual([false, false, false]);
      expect(ended[0].lastSeenAtMs).toBe(T0 + 90_000);
      expect(await images.nodesOf(ended.map(({ id }) => id))).toEqual(
        new Map(),
      );
    },
  );

  it.each(databases.eachSupportedId())(
    'takes history that is told late without ending what runs, %p',
    async databaseId => {
      const { images } = await open(databaseId);
      const { cluster } = SHOP;
      const now = [running({ image: held('c'), sinceMs: T0 })];
      await images.replaceRunning({ cluster, images: now, atMs: T0 });
      const dayMs = 24 * 60 * minuteMs;
      await images.addRunning({
        images: [
          {
            ...running({ image: held('b'), sinceMs: T0 - dayMs, node: '' }),
            seenMs: T0 - dayMs,
          },
        ],
      });
      // Pushed, and recent: it takes the place of what was told before.
      await images.addRunning({
        images: [
          {
            ...running({
              image: held('d'),
              sinceMs: T0 + 1,
              platform: undefined,
            }),
            seenMs: T0 + 1,
          },
        ],
      });
      const uses = await images.usesOf({ entityRef: SHOP_REF, limit: 10 });
      expect(
        uses.map(use => [use.digest, use.running, use.firstSeenAtMs]),
      ).toEqual([
        [digest('d'), true, T0 + 1],
        [digest('c'), false, T0],
        [digest('b'), false, T0 - dayMs],
      ]);
    },
  );

  it.each(databases.eachSupportedId())(
    'knows what nodes held when, and what their lists leave open, %p',
    async databaseId => {
      const { images } = await open(databaseId);
      const { cluster } = SHOP;
      const bytes: Record<string, number> = { a: 900, b: 800, c: 700 };
      const node = (letters: string) => ({
        name: 'node-1',
        platform: amd64,
        images: [...letters].map(letter => held(letter, bytes[letter])),
        complete: true,
      });
      const save = (letters: string, atMs: number) =>
        images.saveNodes({ cluster, nodes: [node(letters)], atMs });
      const holdings = async () => {
        const [stored] = await images.listNodes({
          changedSinceMs: 0,
          limit: 10,
        });
        return Object.fromEntries(
          stored.holdings.map(({ digest: of, fromMs, untilMs }) => [
            of.slice(7, 8),
            [fromMs, untilMs],
          ]),
        );
      };
      await save('abc', T0);
      await save('ac', T0 + 5 * minuteMs);
      expect(await holdings()).toEqual({
        a: [T0, undefined],
        b: [T0, T0 + 5 * minuteMs],
        c: [T0, undefined],
      });
      // A capped list proves only that images larger than its smallest are gone: a (900) is, c (700) may be hidden.
      const capped = { ...node(''), images: [held('e', 800)], complete: false };
      for (const atMs of [T0 + 10 * minuteMs, T0 + 11 * minuteMs]) {
        await images.saveNodes({ cluster, nodes: [capped], atMs });
      }
      expect(await holdings()).toMatchObject({
        a: [T0, T0 + 10 * minuteMs],
        c: [T0, undefined],
        e: [T0 + 10 * minuteMs, undefined],
      });
      // A pod proves that the image was there before the node said so.
      await images.replaceRunning({
        cluster,
        images: [running({ image: held('e'), sinceMs: T0 + 9 * minuteMs })],
        atMs: T0 + 11 * minuteMs,
      });
      expect(await holdings()).toMatchObject({
        e: [T0 + 9 * minuteMs, undefined],
      });
      // Its list is too old to tell that an image of just now is gone, unless the list before had it.
      const without = async (atMs: number, removed: string[]) => {
        const nodes = [{ ...node('c'), removed }];
        await images.saveNodes({ cluster, nodes, atMs });
        return (await holdings()).e;
      };
      const since = T0 + 9 * minuteMs;
      expect(await without(since + 20_000, [])).toEqual([since, undefined]);
      expect(await without(since + 30_000, [digest('e')])).toEqual([
        since,
        since + 30_000,
      ]);
      await images.keepNodes({ cluster, names: new Set(), atMs: T0 + 1e6 });
      expect(
        Object.values(await holdings()).filter(([, until]) => !until),
      ).toEqual([]);
    },
  );

  it.each(databases.eachSupportedId())(
    'wants each digest once, and of an index the platforms of its nodes, %p',
    async databaseId => {
      const { images, knex } = await open(databaseId);
      const { cluster } = SHOP;
      await images.replaceRunning({
        cluster,
        images: [running(), running({ image: held('f'), container: 'x' })],
        atMs: T0,
      });
      const wanted = async (nowMs = T0) =>
        (await images.wantedManifests({ nowMs, limit: 10 })).map(
          one => one.digest,
        );
      expect(await wanted()).toEqual([digest('a'), digest('f')]);
      await images.saveManifest({
        digest: digest('a'),
        atMs: T0,
        content: {
          kind: 'index',
          digest: digest('a'),
          indexBytes: 300,
          entries: [
            { digest: digest('1'), platform: amd64 },
            { digest: digest('2'), platform: arm64 },
          ],
        },
      });
      expect(await wanted()).toEqual([digest('f'), digest('1')]);
      const problem = { code: 'x', what: 'w', why: 'y', next: 'n' };
      await images.saveManifestProblem({
        digest: digest('f'),
        problem,
        nextTryAtMs: T0 + minuteMs,
      });
      expect(await wanted()).toEqual([digest('1')]);
      expect(await wanted(T0 + minuteMs)).toEqual([digest('1'), digest('f')]);
      await images.saveManifest({
        digest: digest('1'),
        atMs: T0 + 1,
        content: { kind: 'image', image: image('1', ['7', '8']) },
      });
      // An arm64 node comes later: now its image of the index is wanted.
      await images.saveNodes({
        cluster,
        atMs: T0,
        nodes: [
          {
            name: 'node-9',
            platform: arm64,
            complete: true,
            images: [held('a')],
          },
        ],
      });
      expect(await wanted()).toEqual([digest('2')]);
      const stored = await images.manifestsOf(['a', 'f', '1'].map(digest));
      expect(stored.get(digest('f'))).toMatchObject({ problem });
      expect(stored.get(digest('1'))?.content).toEqual({
        kind: 'image',
        image: image('1', ['7', '8']),
      });
      const listed = await images.listManifests({ readSinceMs: T0, limit: 1 });
      const more = await images.listManifests({
        readSinceMs: T0,
        afterId: listed[0].id,
        limit: 10,
      });
      expect([...listed, ...more].map(one => one.content.kind)).toEqual([
        'index',
        'image',
      ]);
      // What is no digest is never asked for.
      await images.replaceRunning({
        cluster,
        images: [running({ image: { ...held('a'), digest: 'sha256:zz' } })],
        atMs: T0,
      });
      expect(await knex('manifests').pluck('digest')).not.toContain(
        'sha256:zz',
      );
    },
  );

  it.each(databases.eachSupportedId())(
    'looks up tags of what runs when they are due, %p',
    async databaseId => {
      const { images } = await open(databaseId);
      const reference = 'registry.example/shop/checkout:1';
      await images.replaceRunning({
        cluster: SHOP.cluster,
        images: [running()],
        atMs: T0,
      });
      const due = (nowMs: number) => images.dueTags({ nowMs, limit: 10 });
      expect(await due(T0)).toEqual([reference]);
      await images.saveTag({
        reference,
        digest: digest('b'),
        checkedAtMs: T0,
        nextCheckAtMs: T0 + minuteMs,
      });
      expect(await due(T0)).toEqual([]);
      expect(await due(T0 + minuteMs)).toEqual([reference]);
      expect((await images.tagsOf([reference])).get(reference)).toEqual({
        reference,
        digest: digest('b'),
        problem: undefined,
        checkedAtMs: T0,
      });
    },
  );
});
