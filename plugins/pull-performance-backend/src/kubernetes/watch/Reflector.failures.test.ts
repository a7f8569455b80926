import {
  answerJson,
  answerText,
  answerTruncated,
  FakeAnswer,
  FakeApiServer,
  statusOf,
} from '../__testUtils__/FakeApiServer';
import {
  event,
  pod,
  ReflectorHarness,
} from '../__testUtils__/ReflectorHarness';
import { until } from '../__testUtils__/until';
import { podEvents, pods } from './resources';

jest.setTimeout(60_000);

describe('Reflector', () => {
  let harness: ReflectorHarness;

  beforeEach(async () => {
    harness = await ReflectorHarness.create();
  });

  afterEach(async () => {
    await harness.stop();
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
      [
        'a server that trickles',
        (_req, res) => {
          res.writeHead(200, { 'content-type': 'application/json' });
          const timer = setInterval(() => res.write(' '), 100);
          res.on('close', () => clearInterval(timer));
        },
        'unreachable',
        /in time/,
        /reach it/,
      ],
    ])('names %s, and goes on after it', async (_, answer, code, why, next) => {
      harness.server.setObjects(podEvents.path, [event('one')]);
      harness.server.answerNext(podEvents.path, answer);
      harness.start(podEvents, { pageTimeoutMs: 1000 });
      const found = await harness.problem(code);
      expect(found.what).toBe("Reading events about pods of cluster 'test'");
      expect(found.why).toMatch(why);
      expect(found.next).toMatch(next);
      await harness.watching(podEvents.path);
      await until('recovered', () => harness.last?.phase === 'watching');
      expect(harness.log.slice(-3)).toEqual(['listing', '+one', 'listed']);
      expect(harness.problems.map(each => each.code)).toEqual([code]);
    });

    it('says that watching is forbidden until it no longer is', async () => {
      harness.server.answerNext(pods.path, answerJson(403, forbidden), {
        watch: true,
      });
      harness.server.answerNext(pods.path, answerJson(403, forbidden), {
        watch: true,
      });
      harness.start(pods);
      await harness.watching(pods.path);
      await until('recovered', () => harness.last?.phase === 'watching');
      expect(harness.statuses.map(({ phase }) => phase)).toEqual([
        'listing',
        'watching',
        'failing',
        'failing',
        'watching',
      ]);
      expect(harness.server.seen(pods.path, 'list')).toHaveLength(1);
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
      harness.server.answerAll(endless);
      harness.start(pods, { maxPages: 10 });
      expect((await harness.problem('bad-answer')).why).toBe(
        'The list has no end.',
      );
      await until('it has read some more', () => pages >= 100);
      // Its first pages do not show that it has an end now.
      const firstFailure = harness.statuses.findIndex(
        ({ phase }) => phase === 'failing',
      );
      expect(
        harness.statuses.slice(firstFailure).map(({ phase }) => phase),
      ).not.toContain('listing');
      expect(harness.logger.warn).toHaveBeenCalledTimes(1);
      harness.server.answerAll();
      await harness.watching(pods.path);
      expect(harness.last?.problem).toBeUndefined();
    });

    it('lets others have their turn while it reads a page of junk', async () => {
      const junk = '{},'.repeat(20_000);
      harness.server.answerNext(
        pods.path,
        answerText(
          200,
          'application/json',
          `{"metadata":{"resourceVersion":"5"},"items":[${junk}{}]}`,
        ),
      );
      let turns = 0;
      let ticking = true;
      const tick = () => {
        turns += 1;
        if (ticking) setImmediate(tick);
      };
      harness.start(pods);
      await until('it reads the page', () => harness.unreadable.length > 0);
      tick();
      await harness.logged('listed');
      ticking = false;
      expect(harness.unreadable).toHaveLength(20_001);
      expect(turns).toBeGreaterThan(100);
    });

    it('does not parse a page that would fill the memory', async () => {
      const items = '{},'.repeat(1_000_000);
      harness.server.answerNext(
        pods.path,
        answerText(
          200,
          'application/json',
          `{"metadata":{"resourceVersion":"5"},"items":[${items}{}]}`,
        ),
      );
      harness.start(pods);
      expect((await harness.problem('too-large')).why).toBe(
        'The answer is too large: a page of the list holds more than 1000000 JSON objects and arrays.',
      );
      await harness.watching(pods.path);
      expect(harness.unreadable).toEqual([]);
    });

    it('says it in a few lines of the log when watches end at once again and again', async () => {
      harness.start(pods, { shortWatchMs: 60_000 });
      const endWatch = async (failuresBefore: number) => {
        await harness.watching(pods.path);
        harness.server.endWatches(pods.path);
        await until(
          'it has seen the end',
          () => harness.problems.length > failuresBefore,
        );
      };
      for (let times = 0; times < 30; times += 1) await endWatch(times);
      expect(harness.logger.warn).toHaveBeenCalledTimes(5);
      expect(harness.logger.info.mock.calls.length).toBeLessThanOrEqual(5);
    });

    it('asks for smaller pages when one is too large', async () => {
      harness.server.setObjects(
        pods.path,
        Array.from({ length: 20 }, (_, index) =>
          pod(`p${index}`, { spec: 'x'.repeat(1000) }),
        ),
      );
      harness.start(pods, { pageSize: 20, maxPageBytes: 8000 });
      await harness.watching(pods.path);
      expect((await harness.problem('too-large')).why).toMatch(
        /larger than 8000 bytes/,
      );
      expect(harness.log).toHaveLength(20 + 2);
      expect(
        harness.server.seen(pods.path, 'list').map(({ query }) => query.limit),
      ).toEqual(['20', ...Array(10).fill('2')]);
    });

    it('reads on after lines that cannot be read', async () => {
      harness.start(pods);
      await harness.watching(pods.path);
      const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
      harness.server.emit(pods.path, '<b>no JSON</b>\n');
      harness.server.emit(pods.path, `${deep}\n`);
      harness.server.emit(pods.path, `{"type":"ADDED","object":${deep}}\n`);
      harness.server.emit(pods.path, '{"type":"ADDED"}\n');
      harness.server.emit(pods.path, '{"type":"PATCHED","object":{}}\n');
      harness.server.emit(
        pods.path,
        '{"type":"BOOKMARK","object":{"metadata":7}}\n',
      );
      harness.server.apply(pods.path, pod('after'));
      await harness.logged('+after');
      expect(harness.unreadable).toEqual([
        'A line of the watch is not JSON.',
        'A line of the watch is no object.',
        'an object has no name',
        'an object has no name',
        'A line of the watch is of an unknown kind: PATCHED.',
        'A bookmark has no resourceVersion.',
      ]);
      expect(harness.server.seen(pods.path, 'watch')).toHaveLength(1);
      expect(harness.problems).toEqual([]);
    });

    it('lists anew after a line that is too long to keep', async () => {
      harness.start(pods, { maxLineBytes: 1000 });
      await harness.watching(pods.path);
      harness.server.apply(pods.path, pod('big', { spec: 'x'.repeat(2000) }));
      expect((await harness.problem('too-large')).why).toMatch(/one line/);
      await harness.logged('+big');
      await harness.watching(pods.path);
      // Smaller pages would make lists slower, and the line no shorter.
      expect(
        harness.server.seen(pods.path, 'list').map(({ query }) => query.limit),
      ).toEqual(['500', '500']);
    });

    it('reports a server that ends watches at once', async () => {
      harness.start(pods, { shortWatchMs: 60_000 });
      await harness.watching(pods.path);
      harness.server.endWatches(pods.path);
      expect((await harness.problem('unreachable')).why).toMatch(/at once/);
    });
  });

  describe('when no one answers', () => {
    it('gives up a watch that outlives its time', async () => {
      harness.server.answerNext(pods.path, () => {}, { watch: true });
      harness.start(pods, { watchSeconds: 1, watchGraceMs: 100 });
      expect((await harness.problem('unreachable')).why).toMatch(/in time/);
      await harness.watching(pods.path);
      harness.server.apply(pods.path, pod('after'));
      await harness.logged('+after');
      expect(harness.log).toEqual(['listing', 'listed', '+after']);
    });

    it('notices behind a quiet watch that the server is gone, and when it is back', async () => {
      harness.start(podEvents, { probeAfterSeconds: 0.05 });
      await harness.watching(podEvents.path);
      harness.server.answerAll(
        answerJson(500, {
          error: { message: "Cluster 'test' request error; ECONNREFUSED" },
        }),
      );
      await harness.problem('unreachable');
      harness.server.apply(podEvents.path, event('meanwhile'));
      harness.server.answerAll();
      await harness.logged('+meanwhile');
      await until('recovered', () => harness.last?.phase === 'watching');
      expect(harness.log).toEqual(['listing', 'listed', '+meanwhile']);
    });

    it('keeps trying while the connection is refused', async () => {
      await harness.server.stop();
      harness.start(pods);
      expect((await harness.problem('unreachable')).why).toMatch(
        /ECONNREFUSED/,
      );
      harness.server = await FakeApiServer.start({
        port: Number(new URL(harness.server.url).port),
      });
      await harness.watching(pods.path);
    });
  });
});
