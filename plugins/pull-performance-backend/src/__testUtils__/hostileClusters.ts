import http from 'node:http';
import {
  answerJson,
  answerText,
  answerTruncated,
  FakeAnswer,
  statusOf,
} from '../kubernetes/__testUtils__/FakeApiServer';

/** A cluster with bad manners, and what must be said of it. */
export interface HostileCluster {
  name: string;
  answer: FakeAnswer;
  /** Absent where nothing can be said before a time-out of a minute has passed. */
  says?: { state: string; code: string; why: RegExp };
}

/** The token that all clusters are read with. */
export const token =
  'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwb3J0YWwifQ.c2VjcmV0c2VjcmV0';

const json = { 'content-type': 'application/json' };
const emptyList = { metadata: { resourceVersion: '5' }, items: [] };
const spaces = Buffer.alloc(64 * 1024, ' ');

function isWatch(req: http.IncomingMessage): boolean {
  return (req.url ?? '').includes('watch=1');
}

/** Sends the same bytes over and over, as fast as they are taken. */
function answerWithoutEnd(start: string, part: Buffer): FakeAnswer {
  return (_req, res) => {
    res.writeHead(200, json);
    res.write(start);
    const more = () => {
      while (!res.destroyed && res.write(part));
    };
    res.on('drain', more);
    more();
  };
}

/** An empty list, or a watch that tells nothing. */
const answerNothing: FakeAnswer = (req, res) => {
  if (!isWatch(req)) {
    answerJson(200, emptyList)(req, res);
    return;
  }
  res.writeHead(200, json);
  res.flushHeaders();
};

/** Only what is asked of events is answered in this way. */
function ofEvents(answer: FakeAnswer): FakeAnswer {
  return (req, res) =>
    (req.url?.startsWith('/api/v1/events?') ? answer : answerNothing)(req, res);
}

/** Lists are empty, and watches are answered in another way. */
function ofWatches(answer: FakeAnswer): FakeAnswer {
  return (req, res) => (isWatch(req) ? answer : answerNothing)(req, res);
}

/** More pods than anybody remembers, in pages. */
const answerCrowd: FakeAnswer = (req, res) => {
  const url = new URL(req.url ?? '/', 'http://crowded');
  if (url.pathname !== '/api/v1/pods' || isWatch(req)) {
    answerNothing(req, res);
    return;
  }
  const first = Number(url.searchParams.get('continue') ?? 0);
  const next = first + Number(url.searchParams.get('limit'));
  const items = Array.from({ length: next - first }, (_, index) => ({
    metadata: { name: 'p', namespace: 'crowd', uid: `${first + index}` },
  }));
  const more = next < 60_000 && { continue: `${next}` };
  answerJson(200, { metadata: { resourceVersion: '5', ...more }, items })(
    req,
    res,
  );
};

/** So many objects in one page, whatever was asked for. */
function answerAtOnce(count: number, object: object): FakeAnswer {
  const part = `${JSON.stringify(object)},`;
  return (_req, res) => {
    res.writeHead(200, json);
    res.write('{"metadata":{"resourceVersion":"5"},"items":[');
    let left = count;
    const more = () => {
      while (left > 0 && !res.destroyed) {
        left -= 1000;
        if (!res.write(part.repeat(1000))) return;
      }
      res.end('{}]}');
    };
    res.on('drain', more);
    more();
  };
}

const failing = 'failing';

/** Each answers everything in its own way. */
export const hostileClusters: HostileCluster[] = [
  {
    name: 'login-page',
    answer: answerText(200, 'text/html', '<html>Sign in</html>'),
    says: { state: failing, code: 'not-kubernetes', why: /text\/html/ },
  },
  {
    name: 'page-called-json',
    answer: answerText(200, 'application/json', '<html>Sign in</html>'),
    says: { state: failing, code: 'bad-answer', why: /not whole JSON/ },
  },
  {
    name: 'server-errors',
    answer: answerJson(500, statusOf(500, 'InternalError', 'etcd is away')),
    says: { state: failing, code: 'server-error', why: /etcd is away/ },
  },
  {
    name: 'echoes-credentials',
    answer: (req, res) => {
      const { authorization } = req.headers;
      const message = `No user for ${authorization}, ${token}, token=${token}`;
      answerJson(401, statusOf(401, 'Unauthorized', message))(req, res);
    },
    says: { state: failing, code: 'unauthorized', why: /No user for Bearer …/ },
  },
  {
    name: 'cuts-answers',
    answer: answerTruncated('{"metadata":{"resourceVersion":"1"},"items":['),
    says: { state: failing, code: 'unreachable', why: /broke off/ },
  },
  {
    name: 'hangs-up',
    answer: (_req, res) => res.destroy(),
    says: { state: failing, code: 'unreachable', why: /cannot be read/ },
  },
  {
    name: 'speaks-no-http',
    answer: (_req, res) => {
      res.socket?.end('220 mail.example ESMTP\r\n');
    },
    says: { state: failing, code: 'unreachable', why: /cannot be read/ },
  },
  {
    name: 'same-page-again',
    answer: answerJson(200, {
      metadata: { resourceVersion: '5', continue: 'again' },
      items: [],
    }),
    says: { state: failing, code: 'bad-answer', why: /no end/ },
  },
  {
    name: 'always-another-page',
    answer: (req, res) => {
      const page = { resourceVersion: '5', continue: `${Math.random()}` };
      setTimeout(
        () => answerJson(200, { metadata: page, items: [] })(req, res),
        50,
      );
    },
  },
  {
    name: 'body-without-end',
    answer: ofEvents(answerWithoutEnd('{"items":[', spaces)),
    says: { state: failing, code: 'too-large', why: /larger than 16 MiB/ },
  },
  {
    name: 'line-without-end',
    answer: ofEvents(
      ofWatches(answerWithoutEnd('{"type":"', Buffer.alloc(65_536, 'x'))),
    ),
    says: { state: failing, code: 'too-large', why: /one line/ },
  },
  {
    name: 'lists-for-watches',
    answer: answerJson(200, emptyList),
    says: { state: failing, code: 'unreachable', why: /ends watches at once/ },
  },
  {
    name: 'everything-in-one-page',
    answer: ofEvents(
      answerAtOnce(200_000, {
        metadata: { uid: 'x' },
        message: 'y'.repeat(200),
      }),
    ),
    says: { state: failing, code: 'too-large', why: /larger than 16 MiB/ },
  },
  {
    name: 'page-of-nothing',
    answer: ofEvents(answerAtOnce(2_000_000, {})),
    says: { state: failing, code: 'too-large', why: /1000000 JSON objects/ },
  },
  {
    name: 'no-versions',
    answer: answerJson(200, { metadata: { resourceVersion: 5 }, items: [] }),
    says: { state: failing, code: 'bad-answer', why: /no resourceVersion/ },
  },
  {
    name: 'crowded',
    answer: answerCrowd,
    says: { state: 'degraded', code: 'too-many-objects', why: /50,000 pods/ },
  },
  { name: 'says-nothing', answer: () => {} },
  {
    name: 'a-byte-a-second',
    answer: (_req, res) => {
      res.writeHead(200, json);
      const timer = setInterval(() => res.write(' '), 1000);
      res.on('close', () => clearInterval(timer));
    },
  },
];
