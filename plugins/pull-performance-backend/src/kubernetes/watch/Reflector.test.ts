import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import {
  answerJson,
  answerText,
  answerTruncated,
  FakeAnswer,
  FakeApiServer,
  FakeObject,
  statusOf,
} from '../__testUtils__/FakeApiServer';
import { directAccess } from '../__testUtils__/directAccess';
import { until } from '../__testUtils__/until';
import { isObject, textOf } from './json';
import { Reflector } from './Reflector';
import { deployments, pods, pulledEvents } from './resources';
import { ReflectorTuning } from './tuning';
import { ReflectorSink, ReflectorStatus, WatchedResource } from './types';

function fixture(name: string): string {
  return readFileSync(join(__dirname, '..', '__fixtures__', name), 'utf8');
}

function pod(name: string, more: FakeObject = {}): FakeObject {
  return { metadata: { name, uid: `uid-of-${name}` }, ...more };
}

function event(name: string, reason = 'Pulled'): FakeObject {
  return { ...pod(name), reason, involvedObject: { kind: 'Pod' } };
}

function nameOf(raw: unknown): string {
  const metadata = isObject(raw) ? raw.metadata : undefined;
  const name = isObject(metadata) ? textOf(metadata.name) : undefined;
  if (!name) throw new Error('an object has no name');
  return name;
}

/** Remembers what a reflector tells. */
class Recorder implements ReflectorSink<string> {
  readonly log: string[] = [];
  readonly unreadable: string[] = [];
  readonly statuses: ReflectorStatus[] = [];
  failNext = false;

  listing() {
    this.log.push('listing');
  }

  async upsert(name: string) {
    if (this.failNext) {
      this.failNext = false;
      throw new Error('the database is away');
    }
    this.log.push(`+${name}`);
  }

  remove(name: string) {
    this.log.push(`-${name}`);
  }

  listed() {
    this.log.push('listed');
  }

  get last(): ReflectorStatus | undefined {
    return this.statuses.at(-1);
  }

  get problems() {
    return this.statuses.flatMap(({ problem }) => (problem ? [problem] : []));
  }
}

describe('Reflector', () => {
  let server: FakeApiServer;
  let recorder: Recorder;
  let controller: AbortController;
  let running: Promise<void> | undefined;

  beforeEach(async () => {
    server = await FakeApiServer.start();
    recorder = new Recorder();
    controller = new AbortController();
    running = undefined;
  });

  afterEach(async () => {
    controller.abort();
    await running;
    await server.stop();
  });

  function start(resource: WatchedResource, options: ReflectorTuning = {}) {
    const reflector = Reflector.create<string>({
      access: directAccess(server),
      cluster: 'test',
      resource,
      sink: recorder,
      parse: nameOf,
      onUnreadable: why => recorder.unreadable.push(why),
      onStatus: status => recorder.statuses.push(status),
      logger: mockServices.logger.mock(),
      options: {
        backoffMinMs: 1,
        backoffMaxMs: 5,
        shortWatchMs: 0,
        ...options,
      },
    });
    running = reflector.run(controller.signal);
  }

  async function logged(entry: string) {
    await until(
      entry,
      () => recorder.log.includes(entry),
      () => recorder.log,
    );
  }

  async function watching(path: string, count = 1) {
    await until('a watch is open', () => server.openWatches(path) === count);
  }

  async function problem(code: string) {
    return until(
      `problem ${code}`,
      () => recorder.problems.find(each => each.code === code),
      () => recorder.statuses,
    );
  }

  describe('on a well-behaved server', () => {
    it('lists all pages, then follows changes', async () => {
      const names = Array.from({ length: 1201 }, (_, index) => `p${index}`);
      server.setObjects(
        pods.path,
        names.map(name => pod(name)),
      );
      start(pods);
      await watching(pods.path);
      expect(recorder.log).toEqual([
        'listing',
        ...names.map(name => `+${name}`),
        'listed',
      ]);
      expect(server.seen(pods.path, 'list').map(each => each.query)).toEqual([
        { limit: '500' },
        { limit: '500', continue: expect.any(String) },
        { limit: '500', continue: expect.any(String) },
      ]);
      const [watch] = server.seen(pods.path, 'watch');
      expect(watch.query).toEqual({
        watch: '1',
        allowWatchBookmarks: 'true',
        resourceVersion: server.resourceVersion,
        timeoutSeconds: '240',
      });
      expect(watch.headers).toMatchObject({
        'accept-encoding': 'identity',
        accept: 'application/json',
      });

      server.apply(pods.path, pod('new'));
      server.apply(pods.path, pod('p7'));
      server.remove(pods.path, 'uid-of-p8');
      await logged('-p8');
      expect(recorder.log.slice(-3)).toEqual(['+new', '+p7', '-p8']);
      expect(recorder.last).toEqual({
        phase: 'watching',
        lastSuccessAtMs: expect.any(Number),
      });
    });

    it('asks for metadata only, and for the fields it needs', async () => {
      server.setObjects(deployments.path, [pod('shop', { spec: {} })]);
      start(deployments);
      await watching(deployments.path);
      const accepts = server.requests.map(({ headers }) => headers.accept);
      expect(accepts).toEqual([
        'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
        'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
      ]);
      server.apply(deployments.path, pod('cart', { spec: {} }));
      await logged('+cart');
      expect(recorder.log).toContain('+shop');
    });

    it('sees only the events that its field selector names', async () => {
      server.setObjects(pulledEvents.path, [
        event('one'),
        event('two', 'Started'),
      ]);
      start(pulledEvents);
      await watching(pulledEvents.path);
      server.apply(pulledEvents.path, event('three', 'Failed'));
      server.apply(pulledEvents.path, event('four'));
      await logged('+four');
      expect(recorder.log).toEqual(['listing', '+one', 'listed', '+four']);
    });

    it.each(['endWatches', 'cutWatches'] as const)(
      'goes on where it was after %s, without a new list',
      async ending => {
        start(pods);
        await watching(pods.path);
        server.apply(pods.path, pod('before'));
        await logged('+before');
        server[ending](pods.path);
        server.apply(pods.path, pod('meanwhile'));
        await logged('+meanwhile');
        await watching(pods.path);
        expect(recorder.log).toEqual([
          'listing',
          'listed',
          '+before',
          '+meanwhile',
        ]);
        expect(recorder.problems.map(({ code }) => code)).toEqual(
          ending === 'cutWatches' ? ['unreachable'] : [],
        );
      },
    );

    it('goes on from a bookmark when older versions are forgotten', async () => {
      start(pods);
      await watching(pods.path);
      server.passTime(50);
      server.bookmark(pods.path);
      const bookmark = server.resourceVersion;
      server.endWatches(pods.path);
      server.expire();
      await watching(pods.path);
      expect(server.seen(pods.path, 'watch').at(-1)?.query).toMatchObject({
        resourceVersion: bookmark,
      });
      expect(server.seen(pods.path, 'list')).toHaveLength(1);
    });

    it('stops cleanly', async () => {
      start(pods);
      await watching(pods.path);
      controller.abort();
      await running;
      await until('closed', () => server.openWatches(pods.path) === 0);
      expect(recorder.last?.phase).toBe('stopped');
      expect(recorder.problems).toEqual([]);
    });
  });

  describe('when the server forgot', () => {
    it('lists anew and says that the old list is gone', async () => {
      server.setObjects(pods.path, [pod('kept'), pod('gone')]);
      start(pods);
      await watching(pods.path);
      server.endWatches(pods.path);
      server.remove(pods.path, 'uid-of-gone');
      server.passTime();
      server.expire();
      await until(
        'second list',
        () =>
          recorder.log.lastIndexOf('listed') > recorder.log.indexOf('listed'),
      );
      expect(recorder.log).toEqual([
        'listing',
        '+kept',
        '+gone',
        'listed',
        'listing',
        '+kept',
        'listed',
      ]);
      expect(recorder.problems).toEqual([]);
    });

    it('understands what a real server sends', async () => {
      const expired = fixture('watch-expired.ndjson');
      server.answerNext(
        pods.path,
        answerText(200, 'application/json', expired),
        { watch: true },
      );
      server.setObjects(
        pods.path,
        Array.from({ length: 3 }, (_, index) => pod(`p${index}`)),
      );
      start(pods, { pageSize: 2 });
      await watching(pods.path);
      expect(recorder.log.filter(entry => entry === 'listed')).toHaveLength(2);

      recorder.log.length = 0;
      server.endWatches(pods.path);
      server.passTime();
      server.expire();
      server.answerNext(
        pods.path,
        (_req, res) => {
          // The first page is good, the second comes too late.
          server.answerNext(
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
      await watching(pods.path);
      expect(recorder.log).toEqual([
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
      server.answerNext(
        pods.path,
        answerText(
          200,
          'application/json',
          `${lines.join('\n')}\n${bookmarks}`,
        ),
        { watch: true },
      );
      start(pods);
      await watching(pods.path);
      expect(recorder.log.slice(2)).toEqual(names.map(name => `+${name}`));
      expect(recorder.unreadable).toEqual([]);
      const [{ object }] = bookmarks
        .trim()
        .split('\n')
        .map(line => JSON.parse(line))
        .slice(-1);
      expect(server.seen(pods.path, 'watch').at(-1)?.query).toMatchObject({
        resourceVersion: object.metadata.resourceVersion,
      });
    });

    it('lists anew when the history went back, as after restoring etcd', async () => {
      start(pulledEvents, { probeAfterSeconds: 0.01 });
      await until(
        'a probe',
        () => server.seen(pulledEvents.path, 'list').length >= 2,
      );
      server.passTime(-500);
      server.setObjects(pulledEvents.path, [event('restored')]);
      server.endWatches(pulledEvents.path);
      await logged('+restored');
      expect(recorder.log).toEqual([
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
      start(pulledEvents, tuning);
      await watching(pulledEvents.path);
      server.passTime(50);
      const version = server.resourceVersion;
      await until(
        'a probe',
        () => server.seen(pulledEvents.path, 'list').length === 2,
      );
      expect(server.requests.at(-1)?.query).toEqual({ limit: '1' });
      server.expire();
      const second = await until(
        'a second watch',
        () => server.seen(pulledEvents.path, 'watch')[1],
      );
      expect(second.query.resourceVersion).toBe(version);
      expect(recorder.log).toEqual(['listing', 'listed']);
    });

    it.each([
      ['the watch was cut', () => server.cutWatches(pulledEvents.path)],
      ['it did not settle', () => server.endWatches(pulledEvents.path)],
      [
        'an event came after it',
        () => {
          server.apply(pulledEvents.path, event('late'));
          server.passTime();
          server.endWatches(pulledEvents.path);
        },
      ],
    ])('does not trust it when %s', async (title, end) => {
      start(pulledEvents, {
        ...tuning,
        watchSeconds: 240,
        settleSeconds: title === 'it did not settle' ? 200 : 0,
      });
      await watching(pulledEvents.path);
      const before = server.resourceVersion;
      server.passTime(50);
      await until(
        'a probe',
        () => server.seen(pulledEvents.path, 'list').length === 2,
      );
      await until(
        'its answer',
        () => server.seen(pulledEvents.path, 'list')[1].answered,
      );
      end();
      const second = await until(
        'a second watch',
        () => server.seen(pulledEvents.path, 'watch')[1],
      );
      expect(second.query.resourceVersion).toBe(
        title === 'an event came after it' ? `${Number(before) + 51}` : before,
      );
    });
  });

  describe('on bad answers', () => {
    const forbidden = statusOf(
      403,
      'Forbidden',
      'events is forbidden: User "system:serviceaccount:backstage:reader" cannot list resource "events" in API group "" at the cluster scope',
    );
    const proxyError = (message: string) => ({
      error: { name: 'Error', message },
      request: { method: 'GET', url: '/' },
      response: { statusCode: 500 },
    });

    it.each<[string, FakeAnswer, string, RegExp, RegExp]>([
      [
        'a missing right',
        answerJson(403, forbidden),
        'forbidden',
        /User "system:serviceaccount:backstage:reader" cannot list/,
        /- apiGroups: \[""\]\n {2}resources: \["events"\]\n {2}verbs: \["get", "list", "watch"\]/,
      ],
      [
        'a wrong token',
        answerJson(401, statusOf(401, 'Unauthorized', 'Unauthorized')),
        'unauthorized',
        /not accepted: Unauthorized/,
        /Renew the credentials/,
      ],
      [
        'a login page',
        answerText(200, 'text/html', '<html>Sign in</html>'),
        'not-kubernetes',
        /HTTP 200 with 'text\/html'/,
        /address of the API server/,
      ],
      [
        'a redirect',
        (_req, res) => {
          res.writeHead(302, { location: 'http://127.0.0.1:1/' });
          res.end();
        },
        'not-kubernetes',
        /HTTP 302/,
        /login page/,
      ],
      [
        'an overloaded server',
        answerJson(429, statusOf(429, 'TooManyRequests', 'slow down')),
        'server-error',
        /answered 429: slow down/,
        /goes on by itself/,
      ],
      [
        'an unknown API',
        answerJson(404, statusOf(404, 'NotFound', 'not found')),
        'bad-answer',
        /does not know \/api\/v1\/events/,
        /version/,
      ],
      [
        'a proxy that reaches no server',
        answerJson(
          500,
          proxyError(
            "Cluster 'test' request error; caused by Error: connect ECONNREFUSED 127.0.0.1:6443",
          ),
        ),
        'unreachable',
        /ECONNREFUSED/,
        /goes on by itself/,
      ],
      [
        'a gateway in between',
        answerText(502, 'text/html', '<html>Bad gateway</html>'),
        'unreachable',
        /HTTP 502/,
        /reach it/,
      ],
      [
        'a cut page',
        answerTruncated('{"metadata":{"resourceVersion":"1"},"items":['),
        'unreachable',
        /broke off/,
        /reach it/,
      ],
      [
        'half a page',
        answerText(200, 'application/json', '{"metadata":'),
        'bad-answer',
        /not whole JSON/,
        /API server/,
      ],
      [
        'something else in JSON',
        answerJson(200, { hello: ['world'] }),
        'bad-answer',
        /no resourceVersion/,
        /API server/,
      ],
      ['a silent server', () => {}, 'unreachable', /in time/, /reach it/],
    ])('names %s, and goes on after it', async (_, answer, code, why, next) => {
      server.setObjects(pulledEvents.path, [event('one')]);
      server.answerNext(pulledEvents.path, answer);
      start(pulledEvents, { pageTimeoutMs: 1000 });
      const found = await problem(code);
      expect(found.what).toBe(
        "Reading events with reason Pulled of cluster 'test'",
      );
      expect(found.why).toMatch(why);
      expect(found.next).toMatch(next);
      await watching(pulledEvents.path);
      await until('recovered', () => recorder.last?.phase === 'watching');
      expect(recorder.log.slice(-3)).toEqual(['listing', '+one', 'listed']);
      expect(recorder.problems.map(each => each.code)).toEqual([code]);
    });

    it('says that watching is forbidden until it no longer is', async () => {
      server.answerNext(pods.path, answerJson(403, forbidden), { watch: true });
      server.answerNext(pods.path, answerJson(403, forbidden), { watch: true });
      start(pods);
      await watching(pods.path);
      await until('recovered', () => recorder.last?.phase === 'watching');
      expect(recorder.statuses.map(({ phase }) => phase)).toEqual([
        'listing',
        'watching',
        'failing',
        'failing',
        'watching',
      ]);
      expect(server.seen(pods.path, 'list')).toHaveLength(1);
    });

    it('gives up lists without end', async () => {
      let pages = 0;
      const endless: FakeAnswer = (req, res) => {
        pages += 1;
        answerJson(200, {
          metadata: { resourceVersion: '5', continue: `page${pages}` },
          items: [],
        })(req, res);
      };
      server.answerAll(endless);
      start(pods, { maxPages: 10, backoffMinMs: 20_000, backoffMaxMs: 20_000 });
      expect((await problem('bad-answer')).why).toBe('The list has no end.');
      expect(pages).toBe(10);
    });

    it('asks for smaller pages when one is too large', async () => {
      server.setObjects(
        pods.path,
        Array.from({ length: 20 }, (_, index) =>
          pod(`p${index}`, { spec: 'x'.repeat(1000) }),
        ),
      );
      start(pods, { pageSize: 20, maxPageBytes: 8000 });
      await watching(pods.path);
      expect((await problem('too-large')).why).toMatch(
        /larger than 8000 bytes/,
      );
      expect(recorder.log).toHaveLength(20 + 2);
      expect(
        server.seen(pods.path, 'list').map(({ query }) => query.limit),
      ).toEqual(['20', ...Array(10).fill('2')]);
    });

    it('reads on after lines that cannot be read', async () => {
      start(pods);
      await watching(pods.path);
      const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
      server.emit(pods.path, '<b>no JSON</b>\n');
      server.emit(pods.path, `${deep}\n`);
      server.emit(pods.path, `{"type":"ADDED","object":${deep}}\n`);
      server.emit(pods.path, '{"type":"ADDED"}\n');
      server.emit(pods.path, '{"type":"PATCHED","object":{}}\n');
      server.emit(pods.path, '{"type":"BOOKMARK","object":{"metadata":7}}\n');
      server.apply(pods.path, pod('after'));
      await logged('+after');
      expect(recorder.unreadable).toEqual([
        'a line of the watch is not JSON',
        'a line of the watch is no object',
        'an object has no name',
        'an object has no name',
        'unknown kind of watch line: PATCHED',
        'a bookmark has no resourceVersion',
      ]);
      expect(server.seen(pods.path, 'watch')).toHaveLength(1);
      expect(recorder.problems).toEqual([]);
    });

    it('lists anew after a line that is too long to keep', async () => {
      start(pods, { maxLineBytes: 1000 });
      await watching(pods.path);
      server.apply(pods.path, pod('big', { spec: 'x'.repeat(2000) }));
      expect((await problem('too-large')).why).toMatch(/one line/);
      await logged('+big');
      await watching(pods.path);
    });

    it('reports a server that ends watches at once', async () => {
      start(pods, { shortWatchMs: 60_000 });
      await watching(pods.path);
      server.endWatches(pods.path);
      expect((await problem('unreachable')).why).toMatch(/at once/);
    });
  });

  describe('when no one answers', () => {
    it('gives up a watch that outlives its time', async () => {
      server.answerNext(pods.path, () => {}, { watch: true });
      start(pods, { watchSeconds: 1, watchGraceMs: 100 });
      expect((await problem('unreachable')).why).toMatch(/in time/);
      await watching(pods.path);
      server.apply(pods.path, pod('after'));
      await logged('+after');
      expect(recorder.log).toEqual(['listing', 'listed', '+after']);
    });

    it('notices behind a quiet watch that the server is gone, and when it is back', async () => {
      start(pulledEvents, { probeAfterSeconds: 0.05 });
      await watching(pulledEvents.path);
      server.answerAll(
        answerJson(500, {
          error: { message: "Cluster 'test' request error; ECONNREFUSED" },
        }),
      );
      await problem('unreachable');
      server.apply(pulledEvents.path, event('meanwhile'));
      server.answerAll();
      await logged('+meanwhile');
      await until('recovered', () => recorder.last?.phase === 'watching');
      expect(recorder.log).toEqual(['listing', 'listed', '+meanwhile']);
    });

    it('keeps trying while the connection is refused', async () => {
      await server.stop();
      start(pods);
      expect((await problem('unreachable')).why).toMatch(/ECONNREFUSED/);
      server = await FakeApiServer.start({
        port: Number(new URL(server.url).port),
      });
      await watching(pods.path);
    });
  });

  it('reads everything again when the sink failed', async () => {
    server.setObjects(pods.path, [pod('one')]);
    start(pods);
    await watching(pods.path);
    recorder.failNext = true;
    server.apply(pods.path, pod('two'));
    expect((await problem('not-stored')).next).toMatch(/database/);
    await logged('+two');
    expect(recorder.log).toEqual([
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
