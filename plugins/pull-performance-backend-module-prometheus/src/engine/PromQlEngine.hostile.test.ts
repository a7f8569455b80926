import { ServerResponse } from 'node:http';
import { FakeEngine, sendJson } from '../__testUtils__/FakeEngine';
import {
  addNode,
  minuteMs,
  node,
  request,
  sourceOf,
} from '../__testUtils__/disks';
import { PrometheusDiskSource } from '../PrometheusDiskSource';

const password = 'p4ssw0rd-of-the-reader';
const key = 'pullPerformance.nodeDisks.prometheus[0]';

const error = (errorType: string, text: string) => ({
  status: 'error',
  errorType,
  error: text,
});
const matrix = (result: unknown, resultType = 'matrix') => ({
  status: 'success',
  data: { resultType, result },
});

interface Case {
  name: string;
  answer: (response: ServerResponse, url: string) => void;
  entry?: object;
  code: string;
  why?: string;
  next?: string;
  /** When not every further query would fail alike, so that all are asked. */
  requests?: number;
}

const cases: Case[] = [
  {
    name: 'nobody let in, no credentials',
    answer: response => sendJson(response, 'no org id', 401),
    code: 'prometheus-unauthorized',
    why: 'lets nobody in without credentials (HTTP 401, no org id)',
    next: `Add basic, token, headers or entra to ${key}`,
  },
  {
    name: 'a wrong password, repeated by the engine',
    answer: response =>
      sendJson(
        response,
        `wrong: reader:${password} Authorization: Basic ${Buffer.from(
          `reader:${password}`,
        ).toString('base64')}`,
        401,
      ),
    entry: {
      basic: { username: 'reader', password },
      headers: { 'X-Scope-OrgID': 'team' },
    },
    code: 'prometheus-unauthorized',
    why: `does not accept what it gets from ${key}.basic and ${key}.headers (x-scope-orgid)`,
  },
  {
    name: 'a token that may not query, repeated by the engine',
    answer: response => sendJson(response, error('', `for ${password}`), 403),
    entry: { token: password },
    code: 'prometheus-unauthorized',
    why: `${key}.token (HTTP 403, for …)`,
  },
  {
    name: 'a wrong path',
    answer: response => sendJson(response, '404 page not found\n', 404),
    code: 'prometheus-not-found',
    why: 'no query API at /api/v1/ (HTTP 404, 404 page not found)',
    next: '/prometheus for Mimir',
  },
  {
    name: 'a redirect to a page for signing in',
    answer: (response, url) =>
      sendJson(response, '', 302, { location: `${url}/login?token=abc` }),
    entry: { token: password },
    code: 'prometheus-redirected',
    why: 'sends readers elsewhere (HTTP 302 to',
    next: `Set ${key}.url`,
  },
  {
    name: 'a page of HTML',
    answer: response =>
      sendJson(response, '<html>Sign in</html>', 200, {
        'content-type': 'text/html',
      }),
    code: 'prometheus-bad-answer',
    why: 'no JSON',
  },
  {
    name: 'a page of HTML as an error',
    answer: response =>
      sendJson(response, '<html>Bad gateway</html>', 502, {
        'content-type': 'text/html; charset=utf-8',
      }),
    code: 'prometheus-unavailable',
    why: 'HTTP 502, a page of HTML',
  },
  {
    name: 'a query that it cannot parse',
    answer: response =>
      sendJson(response, error('bad_data', 'parse error: \u001b[31mno'), 400),
    code: 'prometheus-bad-query',
    why: 'refuses the query for the file systems (HTTP 400, bad_data: parse error: [31mno)',
    next: 'The query was: node_filesystem_size_bytes{',
    requests: 7,
  },
  {
    name: 'a limit of the engine',
    answer: response =>
      sendJson(response, error('execution', 'max series hit'), 422),
    code: 'prometheus-bad-query',
    why: 'execution: max series hit',
    requests: 7,
  },
  {
    name: 'an error with status 200',
    answer: response => sendJson(response, error('internal', 'store is gone')),
    code: 'prometheus-unavailable',
    why: 'internal: store is gone',
  },
  {
    name: 'a query that took too long',
    answer: response =>
      sendJson(response, error('timeout', 'query timed out'), 503),
    code: 'prometheus-unavailable',
    why: 'HTTP 503, timeout: query timed out',
  },
  {
    name: 'too many queries',
    answer: response => sendJson(response, '', 429, { 'retry-after': '17' }),
    code: 'prometheus-busy',
    why: 'accepts no more queries for 17 s (HTTP 429)',
  },
  {
    name: 'JSON of something else',
    answer: response => sendJson(response, { database: 'ok' }),
    code: 'prometheus-bad-answer',
    why: 'JSON without status and data',
  },
  ...[null, 7, [], 'text', { status: 'success', data: null }].map(body => ({
    name: `the JSON ${JSON.stringify(body)}`,
    answer: (response: ServerResponse) =>
      sendJson(response, JSON.stringify(body)),
    code: 'prometheus-bad-answer',
  })),
  {
    name: 'a scalar',
    answer: response => sendJson(response, matrix([1, '1'], 'scalar')),
    code: 'prometheus-bad-answer',
    why: 'no list of series',
  },
  ...[{ a: 1 }, [7], [{}], [{ metric: [] }], [{ metric: {}, values: 'x' }]].map(
    result => ({
      name: `the result ${JSON.stringify(result)}`,
      answer: (response: ServerResponse) => sendJson(response, matrix(result)),
      code: 'prometheus-bad-answer',
    }),
  ),
  {
    name: '100,000 series',
    answer: response =>
      sendJson(
        response,
        matrix(
          Array.from({ length: 100_000 }, (_, index) => ({
            metric: { node: `n${index}` },
            value: [0, '1'],
          })),
          'vector',
        ),
      ),
    code: 'prometheus-too-many-series',
    why: 'more than is read for the file systems: 100000 series',
    next: 'matchers for one cluster',
    requests: 7,
  },
  {
    name: 'thousands of values a series',
    answer: response =>
      sendJson(
        response,
        matrix([{ metric: {}, values: Array(5000).fill([1, '1']) }]),
      ),
    code: 'prometheus-answer-too-large',
    why: '5000 values in one series',
    requests: 7,
  },
  {
    name: 'an answer of many megabytes',
    answer: response => {
      response.writeHead(200);
      // Until nobody listens any more.
      const more = () => {
        while (response.write(Buffer.alloc(64 * 1024, ' ')));
      };
      response.on('drain', more);
      more();
    },
    code: 'prometheus-answer-too-large',
    why: 'more than 1 MiB',
    requests: 7,
  },
  {
    name: 'brackets without end',
    answer: response => sendJson(response, '['.repeat(900_000)),
    code: 'prometheus-bad-answer',
    why: 'no JSON',
  },
  {
    name: 'a compressed body',
    answer: response =>
      sendJson(response, 'x', 200, { 'content-encoding': 'gzip' }),
    code: 'prometheus-bad-answer',
    why: 'compressed',
  },
  {
    name: 'an answer that breaks off',
    answer: response => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"status"');
      setImmediate(() => response.destroy());
    },
    code: 'prometheus-unreachable',
    why: 'cannot be reached (UND_ERR_SOCKET)',
  },
  {
    name: 'an answer that never comes',
    answer: () => {},
    entry: { timeoutSeconds: 1 },
    code: 'prometheus-unreachable',
    why: 'did not answer within 1 s',
    next: `raise ${key}.timeoutSeconds`,
  },
];

describe('An engine that does not answer as it should', () => {
  let engine: FakeEngine;
  const sources: PrometheusDiskSource[] = [];

  beforeEach(async () => {
    engine = await FakeEngine.start();
  });
  afterEach(async () => {
    await Promise.all(sources.splice(0).map(source => source.close()));
    await engine.stop();
  });

  function open(...args: Parameters<typeof sourceOf>) {
    const source = sourceOf(...args);
    sources.push(source);
    return source;
  }

  it.each(cases)('is named: $name', async one => {
    engine.respond = response => one.answer(response, engine.url);
    const source = open(engine, one.entry, { maxBytes: 8 * 1024 * 1024 });
    const small = /megabytes/.test(one.name)
      ? open(engine, one.entry, { maxBytes: 1024 * 1024 })
      : source;
    const { samples, problems } = await small.readDisks(request([node('a')]));
    expect(samples.size).toBe(0);
    expect(problems).toHaveLength(1);
    expect(problems[0].code).toBe(one.code);
    expect(problems[0].why).toContain(`'${engine.host}'`);
    expect(problems[0].why).toContain(one.why ?? '');
    expect(problems[0].next).toContain(one.next ?? '');
    const text = JSON.stringify(problems);
    expect(text).not.toContain(password);
    expect(text).not.toContain(
      Buffer.from(password).toString('base64').slice(4, -4),
    );
    expect(text).not.toMatch(/\p{Cc}/u);
    expect(text.length).toBeLessThan(2000);
    expect(engine.requests).toHaveLength(one.requests ?? 1);
  });

  it('is not asked before the time that it wants to wait is over', async () => {
    let nowMs = Date.now();
    addNode(engine, { node: 'a' });
    engine.respond = response =>
      sendJson(response, '', 503, { 'retry-after': '90' });
    const source = open(engine, {}, { now: () => nowMs });
    await source.readDisks(request([node('a')]));
    expect(engine.requests).toHaveLength(1);
    engine.respond = undefined;
    nowMs += minuteMs;
    const { problems } = await source.readDisks(request([node('a')]));
    expect(problems).toMatchObject([
      {
        code: 'prometheus-busy',
        why: `'${engine.host}' asked to be left alone for another 30 s.`,
      },
    ]);
    expect(engine.requests).toHaveLength(1);
    nowMs += minuteMs;
    const { samples } = await source.readDisks(request([node('a')]));
    expect(samples.size).toBe(1);
  });

  it('is asked by GET where it knows no POST, from then on', async () => {
    addNode(engine, { node: 'a' });
    engine.respond = (response, { method }) => {
      engine.respond = undefined;
      sendJson(response, '', method === 'POST' ? 405 : 500);
    };
    const source = open(engine);
    const { samples, problems } = await source.readDisks(request([node('a')]));
    expect(problems).toEqual([]);
    expect(samples.size).toBe(1);
    expect(engine.requests.map(({ method }) => method)).toEqual([
      'POST',
      ...Array(7).fill('GET'),
    ]);
  });

  it('keeps what it told before it failed', async () => {
    addNode(engine, { node: 'a' });
    const source = open(engine);
    engine.respond = (response, received) => {
      const query = received.form.get('query') ?? '';
      if (query.includes('bytes_total')) {
        sendJson(response, error('execution', 'no'), 422);
        return;
      }
      const series = { node: 'a', device: 'sda' };
      const time = received.form.get('start') ?? received.form.get('time');
      const values = [[Number(time), '0.5']];
      sendJson(response, matrix([{ metric: series, values }]));
    };
    const { samples, problems } = await source.readDisks(request([node('a')]));
    expect(samples.get('a')).toHaveLength(1);
    expect(problems).toMatchObject([
      {
        code: 'prometheus-bad-query',
        what: 'Of the disks in prod is not measured: bytes per second',
      },
    ]);
  });

  it('does not hold up who does not want to wait', async () => {
    engine.respond = () => {};
    const source = open(engine);
    const stopping = new AbortController();
    const reading = source.readDisks(
      request([node('a')], { signal: stopping.signal }),
    );
    const reason = new Error('Backstage stops');
    stopping.abort(reason);
    await expect(reading).rejects.toBe(reason);
    await expect(
      source.readDisks(request([node('a')], { signal: stopping.signal })),
    ).rejects.toBe(reason);
  });

  it('cannot be reached', async () => {
    const gone = await FakeEngine.start();
    const source = open(gone);
    await gone.stop();
    const { problems } = await source.readDisks(request([node('a')]));
    expect(problems).toMatchObject([
      {
        code: 'prometheus-unreachable',
        why: `'${gone.host}' cannot be reached (ECONNREFUSED).`,
      },
    ]);
  });
});
