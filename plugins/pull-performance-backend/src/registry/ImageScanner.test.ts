import { mockServices } from '@backstage/backend-test-utils';
import { ImageFacts } from 'backstage-plugin-pull-performance-common';
import { aBatch, SHOP, SHOP_REF, T0 } from '../store/__testUtils__/records';
import { openStores, testDatabases } from '../store/__testUtils__/stores';
import { RunningImage } from '../store/ImageStore';
import { ImageScanner } from './ImageScanner';
import { ReadManifest, RegistryError, RegistryErrorCode } from './types';

const amd64 = { os: 'linux', architecture: 'amd64' };
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

function running(letter: string, reference = letter): RunningImage {
  return {
    workload: SHOP,
    container: letter,
    containerKind: 'container',
    reference,
    image: {
      registry: 'registry.example',
      name: `shop/${letter}`,
      digest: digest(letter),
    },
    node: 'node-1',
    platform: amd64,
    sinceMs: T0,
  };
}

function imageOf(of: string): ReadManifest {
  const image: ImageFacts = {
    digest: of,
    platform: amd64,
    manifestBytes: 1,
    configBytes: 1,
    layers: [],
    history: [],
    lazyIndexes: [],
  };
  return { kind: 'image', image };
}

function refusal(code: RegistryErrorCode, retryAfterMs?: number) {
  return new RegistryError({
    code,
    what: 'Reading an image',
    why: 'No.',
    next: 'Ask.',
    retryAfterMs,
  });
}

describe('ImageScanner', () => {
  const databases = testDatabases();

  async function start(images: RunningImage[]) {
    const { store, images: imageStore } = await openStores(
      databases,
      'SQLITE_3',
    );
    await store.apply(aBatch());
    await imageStore.replaceRunning({
      cluster: SHOP.cluster,
      images,
      atMs: T0,
    });
    const clock = { nowMs: T0 };
    const registry = { read: jest.fn(), resolve: jest.fn() };
    const scanner = ImageScanner.create({
      store: imageStore,
      registry,
      logger: mockServices.logger.mock(),
      now: () => clock.nowMs,
    });
    return { scanner, registry, clock, imageStore };
  }

  it('reads each digest once, through an index to the image of the platform', async () => {
    const { scanner, registry, imageStore } = await start([
      running('a'),
      running('b'),
    ]);
    registry.read.mockImplementation(async (_repository, wanted) =>
      wanted === digest('a')
        ? {
            kind: 'index',
            digest: wanted,
            indexBytes: 1,
            entries: [
              { digest: digest('1'), platform: amd64 },
              {
                digest: digest('2'),
                platform: { os: 'linux', architecture: 'arm64' },
              },
            ],
          }
        : imageOf(wanted),
    );
    expect(await scanner.readManifests()).toEqual({ read: 3, failed: 0 });
    expect(await scanner.readManifests()).toEqual({ read: 0, failed: 0 });
    const asked = registry.read.mock.calls.map(([{ name }, of]) => [name, of]);
    expect(asked.sort()).toEqual([
      ['shop/a', digest('1')],
      ['shop/a', digest('a')],
      ['shop/b', digest('b')],
    ]);
    const stored = await imageStore.manifestsOf([digest('1')]);
    expect(stored.get(digest('1'))?.content).toEqual(imageOf(digest('1')));
  });

  it('asks again for what failed when that makes sense, and goes on with the others', async () => {
    const { scanner, registry, clock, imageStore } = await start(
      ['a', 'b', 'c', 'd'].map(letter => running(letter)),
    );
    const answers: Record<string, RegistryError | undefined> = {
      a: refusal('rate-limited', 10 * 60_000),
      b: refusal('unreachable'),
      c: refusal('unauthorized'),
    };
    registry.read.mockImplementation(async ({ name }, wanted) => {
      const error = answers[name.slice(-1)];
      if (error) throw error;
      return imageOf(wanted);
    });
    const askedFor = () =>
      registry.read.mock.calls.splice(0).map(([{ name }]) => name.slice(-1));
    expect(await scanner.readManifests()).toEqual({ read: 1, failed: 3 });
    askedFor();
    const [unauthorized] = [
      ...(await imageStore.manifestsOf([digest('c')])).values(),
    ];
    expect(unauthorized).toMatchObject({
      content: undefined,
      problem: { code: 'unauthorized', why: 'No.' },
    });
    clock.nowMs = T0 + 60_000;
    await scanner.readManifests();
    expect(askedFor()).toEqual(['b']);
    // The second pause of what is unreachable is twice as long.
    clock.nowMs = T0 + 119_000;
    await scanner.readManifests();
    expect(askedFor()).toEqual([]);
    clock.nowMs = T0 + 10 * 60_000;
    answers.a = undefined;
    answers.b = undefined;
    expect(await scanner.readManifests()).toEqual({ read: 2, failed: 0 });
    askedFor();
    clock.nowMs = T0 + 3_600_000;
    await scanner.readManifests();
    expect(askedFor()).toEqual(['c']);
  });

  it('looks tags up, but no digests and no nonsense', async () => {
    const pinned = `registry.example/shop/b@${digest('b')}`;
    const { scanner, registry, clock, imageStore } = await start([
      running('a', 'registry.example/shop/a:1'),
      running('b', pinned),
      running('c', 'Not:::A reference'),
      running('d', 'registry.example/shop/d'),
    ]);
    registry.resolve.mockImplementation(async ({ name }) => {
      if (name === 'shop/d') throw refusal('not-found');
      return { digest: digest('f'), mediaType: 'x' };
    });
    expect(await scanner.checkTags()).toEqual({ read: 2, failed: 2 });
    expect(
      registry.resolve.mock.calls.map(([{ name }, tag]) => [name, tag]).sort(),
    ).toEqual([
      ['shop/a', '1'],
      ['shop/d', 'latest'],
    ]);
    const uses = await imageStore.usesOf({ entityRef: SHOP_REF, limit: 9 });
    const tags = await imageStore.tagsOf(uses.map(use => use.reference));
    expect(tags.get('registry.example/shop/a:1')?.digest).toBe(digest('f'));
    expect(tags.get(pinned)?.digest).toBe(digest('b'));
    expect(tags.get('registry.example/shop/d')?.problem?.code).toBe(
      'not-found',
    );
    registry.resolve.mockClear();
    await scanner.checkTags();
    expect(registry.resolve).not.toHaveBeenCalled();
    clock.nowMs = T0 + 6 * 3_600_000;
    await scanner.checkTags();
    expect(registry.resolve).toHaveBeenCalledTimes(2);
  });

  it('leaves a host alone that does not answer, and reads from the others', async () => {
    const letters = [...'0123456789abcdef'];
    const { scanner, registry, imageStore } = await start(
      [1, 2, 3, 4, 5, 6].flatMap(round =>
        letters.map(letter => ({
          ...running(letter),
          container: `${letter}${round}`,
          image: {
            registry: letter === 'f' ? 'up.example' : 'down.example',
            name: 'shop/x',
            digest: `sha256:${letter}${String(round).repeat(63)}`,
          },
        })),
      ),
    );
    registry.read.mockImplementation(async ({ registry: host }, wanted) => {
      if (host === 'down.example') throw refusal('unreachable');
      return imageOf(wanted);
    });
    expect(await scanner.readManifests()).toEqual({ read: 6, failed: 90 });
    const asked = registry.read.mock.calls.filter(
      ([{ registry: host }]) => host === 'down.example',
    );
    // As many as were under way at once.
    expect(asked.length).toBeLessThanOrEqual(32 + 3);
    const last = `sha256:e${'6'.repeat(63)}`;
    const stored = await imageStore.manifestsOf([last]);
    expect(stored.get(last)?.problem?.code).toBe('unreachable');
  });

  it('stops when it is told to', async () => {
    const { scanner, registry, imageStore } = await start([running('a')]);
    const stop = new AbortController();
    registry.read.mockImplementation(async () => {
      stop.abort();
      throw refusal('unreachable');
    });
    await scanner.readManifests(stop.signal);
    const [stored] = [
      ...(await imageStore.manifestsOf([digest('a')])).values(),
    ];
    // Being stopped is no failure of the registry.
    expect(stored.problem).toBeUndefined();
  });
});
