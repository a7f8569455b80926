import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answerJson, answerText } from '../__testUtils__/FakeApiServer';
import {
  event,
  nameOf,
  pod,
  ReflectorHarness,
} from '../__testUtils__/ReflectorHarness';
import { until } from '../__testUtils__/until';
import { deployments, podEvents, pods } from './resources';

function fixture(name: string): string {
  return readFileSync(join(__dirname, '..', '__fixtures__', name), 'utf8');
}

describe('Reflector', () => {
  let harness: ReflectorHarness;

  beforeEach(async () => {
    harness = await ReflectorHarness.create();
  });

  afterEach(async () => {
    await harness.stop();
  });

  describe('on a well-behaved server', () => {
    it('lists all pages, then follows changes', async () => {
      const names = Array.from({ length: 1201 }, (_, index) => `p${index}`);
      harness.server.setObjects(
        pods.path,
        names.map(name => pod(name)),
      );
      harness.start(pods);
      await harness.watching(pods.path);
      expect(harness.log).toEqual([
        'listing',
        ...names.map(name => `+${name}`),
        'listed',
      ]);
      expect(
        harness.server.seen(pods.path, 'list').map(each => each.query),
      ).toEqual([
        { limit: '500' },
        { limit: '500', continue: expect.any(String) },
        { limit: '500', continue: expect.any(String) },
      ]);
      const [watch] = harness.server.seen(pods.path, 'watch');
      expect(watch.query).toEqual({
        watch: '1',
        allowWatchBookmarks: 'true',
        resourceVersion: harness.server.resourceVersion,
        timeoutSeconds: '240',
      });
      expect(watch.headers).toMatchObject({
        'accept-encoding': 'identity',
        accept: 'application/json',
      });

      harness.server.apply(pods.path, pod('new'));
      harness.server.apply(pods.path, pod('p7'));
      harness.server.remove(pods.path, 'uid-of-p8');
      await harness.logged('-p8');
      expect(harness.log.slice(-3)).toEqual(['+new', '+p7', '-p8']);
      expect(harness.last).toEqual({
        phase: 'watching',
        lastSuccessAtMs: expect.any(Number),
      });
    });

    it('asks for metadata only, and for the fields it needs', async () => {
      harness.server.setObjects(deployments.path, [pod('shop', { spec: {} })]);
      harness.start(deployments);
      await harness.watching(deployments.path);
      const accepts = harness.server.requests.map(
        ({ headers }) => headers.accept,
      );
      expect(accepts).toEqual([
        'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
        'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
      ]);
      harness.server.apply(deployments.path, pod('cart', { spec: {} }));
      await harness.logged('+cart');
      expect(harness.log).toContain('+shop');
    });

    it('sees only the events that its field selector leaves', async () => {
      harness.server.setObjects(podEvents.path, [
        event('one'),
        event('two', 'Started'),
      ]);
      harness.start(podEvents);
      await harness.watching(podEvents.path);
      harness.server.apply(podEvents.path, event('three', 'Scheduled'));
      harness.server.apply(podEvents.path, event('four'));
      await harness.logged('+four');
      expect(harness.log).toEqual(['listing', '+one', 'listed', '+four']);
    });

    it.each(['endWatches', 'cutWatches'] as const)(
      'goes on where it was after %s, without a new list',
      async ending => {
        harness.start(pods);
        await harness.watching(pods.path);
        harness.server.apply(pods.path, pod('before'));
        await harness.logged('+before');
        harness.server[ending](pods.path);
        harness.server.apply(pods.path, pod('meanwhile'));
        await harness.logged('+meanwhile');
        await harness.watching(pods.path);
        expect(harness.log).toEqual([
          'listing',
          'listed',
          '+before',
          '+meanwhile',
        ]);
        expect(harness.problems.map(({ code }) => code)).toEqual(
          ending === 'cutWatches' ? ['unreachable'] : [],
        );
      },
    );

    it('goes on from a bookmark when older versions are forgotten', async () => {
      harness.start(pods);
      await harness.watching(pods.path);
      harness.server.passTime(50);
      harness.server.bookmark(pods.path);
      const bookmark = harness.server.resourceVersion;
      harness.server.endWatches(pods.path);
      harness.server.expire();
      await harness.watching(pods.path);
      expect(
        harness.server.seen(pods.path, 'watch').at(-1)?.query,
      ).toMatchObject({
        resourceVersion: bookmark,
      });
      expect(harness.server.seen(pods.path, 'list')).toHaveLength(1);
    });

    it('stops cleanly', async () => {
      harness.start(pods);
      await harness.watching(pods.path);
      await harness.stopReflector();
      await until('closed', () => harness.server.openWatches(pods.path) === 0);
      expect(harness.last?.phase).toBe('stopped');
      expect(harness.problems).toEqual([]);
    });
  });

  describe('when the server forgot', () => {
    it('lists anew and says that the old list is gone', async () => {
      harness.server.setObjects(pods.path, [pod('kept'), pod('gone')]);
      harness.start(pods);
      await harness.watching(pods.path);
      harness.server.endWatches(pods.path);
      harness.server.remove(pods.path, 'uid-of-gone');
      harness.server.passTime();
      harness.server.expire();
      await until(
        'second list',
        () => harness.log.lastIndexOf('listed') > harness.log.indexOf('listed'),
      );
      expect(harness.log).toEqual([
        'listing',
        '+kept',
        '+gone',
        'listed',
        'listing',
        '+kept',
        'listed',
      ]);
      expect(harness.problems).toEqual([]);
    });

    it('lists anew at once when it forgot during an outage, which alone is told', async () => {
      harness.start(pods);
      await harness.watching(pods.path);
      harness.server.answerAll((_req, res) => res.destroy());
      harness.server.cutWatches(pods.path);
      await until('it failed often', () => harness.problems.length > 3);
      harness.server.passTime();
      harness.server.expire();
      harness.server.answerAll();
      await until(
        'second list',
        () => harness.log.lastIndexOf('listed') > harness.log.indexOf('listed'),
      );
      await harness.watching(pods.path);
      expect(new Set(harness.problems.map(({ code }) => code))).toEqual(
        new Set(['unreachable']),
      );
    });

    it('understands what a real server sends', async () => {
      const expired = fixture('watch-expired.ndjson');
      harness.server.answerNext(
        pods.path,
        answerText(200, 'application/json', expired),
        { watch: true },
      );
      harness.server.setObjects(
        pods.path,
        Array.from({ length: 3 }, (_, index) => pod(`p${index}`)),
      );
      harness.start(pods, { pageSize: 2 });
      await harness.watching(pods.path);
      expect(harness.log.filter(entry => entry === 'listed')).toHaveLength(2);

      harness.log.length = 0;
      harness.server.endWatches(pods.path);
      harness.server.passTime();
      harness.server.expire();
      harness.server.answerNext(
        pods.path,
        (_req, res) => {
          // The first page is good, the second comes too late.
          harness.server.answerNext(
            pods.path,
            answerText(
              410,
              'application/json',
              fixture('list-continue-expired.json'),
            ),
            { watch: false },
          );
          answerJson(200, {
            metadata: { resourceVersion: '5', continue: 'next' },
            items: [pod('p0'), pod('p1')],
          })(_req, res);
        },
        { watch: false },
      );
      await harness.watching(pods.path);
      expect(harness.log).toEqual([
        'listing',
        '+p0',
        '+p1',
        'listing',
        '+p0',
        '+p1',
        '+p2',
        'listed',
      ]);
    });

    it('reads every event of a real watch', async () => {
      const lines = fixture('watch-events.ndjson').trim().split('\n');
      const names = lines.map(line => nameOf(JSON.parse(line).object));
      const bookmarks = fixture('watch-pods-bookmarks.ndjson');
      harness.server.answerNext(
        pods.path,
        answerText(
          200,
          'application/json',
          `${lines.join('\n')}\n${bookmarks}`,
        ),
        { watch: true },
      );
      harness.start(pods);
      await harness.watching(pods.path);
      expect(harness.log.slice(2)).toEqual(names.map(name => `+${name}`));
      expect(harness.unreadable).toEqual([]);
      const [{ object }] = bookmarks
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
        .slice(-1);
      expect(
        harness.server.seen(pods.path, 'watch').at(-1)?.query,
      ).toMatchObject({
        resourceVersion: object.metadata.resourceVersion,
      });
    });

    it('lists anew when the history went back, as after restoring etcd', async () => {
      harness.start(podEvents, { probeAfterSeconds: 0.01 });
      await until(
        'a probe',
        () => harness.server.seen(podEvents.path, 'list').length >= 2,
      );
      harness.server.passTime(-500);
      harness.server.setObjects(podEvents.path, [event('restored')]);
      harness.server.endWatches(podEvents.path);
      await harness.logged('+restored');
      expect(harness.log).toEqual([
        'listing',
        'listed',
        'listing',
        '+restored',
        'listed',
      ]);
    });
  });

  describe('without bookmarks from the server', () => {
    const tuning = {
      watchSeconds: 1,
      probeAfterSeconds: 0.1,
      settleSeconds: 0.2,
    };

    it('makes its own, so that a quiet watch does not expire', async () => {
      harness.start(podEvents, tuning);
      await harness.watching(podEvents.path);
      harness.server.passTime(50);
      const version = harness.server.resourceVersion;
      await until(
        'a probe',
        () => harness.server.seen(podEvents.path, 'list').length === 2,
      );
      expect(harness.server.requests.at(-1)?.query).toEqual({ limit: '1' });
      harness.server.expire();
      const second = await until(
        'a second watch',
        () => harness.server.seen(podEvents.path, 'watch')[1],
      );
      expect(second.query.resourceVersion).toBe(version);
      expect(harness.log).toEqual(['listing', 'listed']);
    });

    it.each([
      ['the watch was cut', () => harness.server.cutWatches(podEvents.path)],
      ['it did not settle', () => harness.server.endWatches(podEvents.path)],
      [
        'an event came after it',
        () => {
          harness.server.apply(podEvents.path, event('late'));
          harness.server.passTime();
          harness.server.endWatches(podEvents.path);
        },
      ],
    ])('does not trust it when %s', async (title, end) => {
      harness.start(podEvents, {
        ...tuning,
        watchSeconds: 240,
        settleSeconds: title === 'it did not settle' ? 200 : 0,
      });
      await harness.watching(podEvents.path);
      const before = harness.server.resourceVersion;
      harness.server.passTime(50);
      await until(
        'a probe',
        () => harness.server.seen(podEvents.path, 'list').length === 2,
      );
      await until(
        'its answer',
        () => harness.server.seen(podEvents.path, 'list')[1].answered,
      );
      end();
      const second = await until(
        'a second watch',
        () => harness.server.seen(podEvents.path, 'watch')[1],
      );
      expect(second.query.resourceVersion).toBe(
        title === 'an event came after it' ? `${Number(before) + 51}` : before,
      );
    });
  });

  it('reads everything again when the sink failed', async () => {
    harness.server.setObjects(pods.path, [pod('one')]);
    harness.start(pods);
    await harness.watching(pods.path);
    harness.failNext = true;
    harness.server.apply(pods.path, pod('two'));
    expect((await harness.problem('not-stored')).next).toMatch(/database/);
    await harness.logged('+two');
    expect(harness.log).toEqual([
      'listing',
      '+one',
      'listed',
      'listing',
      '+one',
      '+two',
      'listed',
    ]);
  });
});
