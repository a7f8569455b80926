import {
  mockCredentials,
  mockErrorHandler,
  mockServices,
} from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import express from 'express';
import { gzipSync } from 'node:zlib';
import request from 'supertest';
import {
  PushResult,
  TooManyRecordsError,
} from '../../kubernetes/push/PushIntake';
import { OtlpLimits, otlpLogsHandler } from './otlpLogsHandler';

const path = '/v1/otlp/v1/logs';
const MiB = 2 ** 20;

describe('otlpLogsHandler', () => {
  const logger = mockServices.logger.mock();

  function start(options: {
    take?: (body: Buffer) => Promise<PushResult>;
    limits?: Partial<OtlpLimits>;
  }) {
    const take = jest.fn(options.take ?? (async () => ({ rejected: 0 })));
    const app = express();
    app.post(
      path,
      otlpLogsHandler({
        intake: { take },
        httpAuth: mockServices.httpAuth({
          defaultCredentials: mockCredentials.service(),
        }),
        permissions: mockServices.permissions({
          result: AuthorizeResult.ALLOW,
        }),
        logger,
        limits: options.limits,
      }),
    );
    app.use(mockErrorHandler());
    return { app, take };
  }

  function post(app: express.Express, body: Buffer, encoding?: string) {
    const sent = request(app).post(path).type('application/json');
    if (encoding) void sent.set('content-encoding', encoding);
    // What supertest gets as a string or object it would write as JSON once more.
    return sent.serialize(one => one).send(body as unknown as string);
  }

  it('hands on the body, with and without gzip, and answers as the protocol says', async () => {
    const { app, take } = start({});
    const body = Buffer.from('{"resourceLogs":[]}');
    for (const [sent, encoding] of [
      [body, undefined],
      [body, 'identity'],
      [gzipSync(body), 'gzip'],
    ] as const) {
      const answer = await post(app, sent, encoding);
      expect(answer.status).toBe(200);
      // Not with a charset: the collector's exporter would not read it.
      expect(answer.headers['content-type']).toBe('application/json');
      expect(answer.text).toBe('{}');
    }
    expect(take.mock.calls.map(([one]) => `${one}`)).toEqual(
      Array(3).fill(`${body}`),
    );
  });

  it('tells how many records could not be used', async () => {
    const { app } = start({
      take: async () => ({ rejected: 2, firstReason: 'there: why' }),
    });
    const { status, text } = await post(app, Buffer.from('{}'));
    expect(status).toBe(200);
    expect(JSON.parse(text).partialSuccess).toEqual({
      rejectedLogRecords: '2',
      errorMessage: expect.stringContaining('there: why'),
    });
  });

  it('refuses what is larger than allowed, before and after inflating', async () => {
    const { app, take } = start({
      limits: { maxCompressedBytes: 1_000, maxBytes: 5_000 },
    });
    const sent = await post(app, Buffer.alloc(1_001, ' '));
    expect(sent.status).toBe(413);
    expect(sent.body.error.message).toMatch(/as it is sent.*send_batch_max/);
    const inflated = await post(app, gzipSync(Buffer.alloc(5_001)), 'gzip');
    expect(inflated.status).toBe(413);
    expect(inflated.body.error.message).toContain('without compression');
    expect(take).not.toHaveBeenCalled();
  });

  it('refuses more records than allowed', async () => {
    const { app } = start({
      take: async () => {
        throw new TooManyRecordsError('The request has more than 5 records');
      },
    });
    const { status, body } = await post(app, Buffer.from('{}'));
    expect(status).toBe(413);
    expect(body.error.message).toMatch(/more than 5 records.*send_batch_max/);
  });

  it('ends a gzip bomb early', async () => {
    // 512 MiB in 0.5 MB: gzip allows many parts in a row.
    const part = gzipSync(Buffer.alloc(16 * MiB));
    const bomb = Buffer.concat(Array(32).fill(part));
    const { app, take } = start({ limits: { maxBytes: MiB } });
    const before = process.memoryUsage().rss;
    const { status } = await post(app, bomb, 'gzip');
    expect(status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MiB);
    expect(take).not.toHaveBeenCalled();
  });

  it('says which settings of the collector it needs', async () => {
    const { app } = start({});
    const proto = await request(app)
      .post(path)
      .set('content-type', 'application/x-protobuf')
      .send('x');
    expect(proto.status).toBe(415);
    expect(proto.body.error.message).toContain('encoding: json');
    const zstd = await post(app, Buffer.from('x'), 'zstd');
    expect(zstd.status).toBe(415);
    expect(zstd.body.error.message).toContain('compression: gzip');
  });

  it('tells broken gzip from what it holds', async () => {
    const { app } = start({});
    const whole = gzipSync(Buffer.from('{"resourceLogs":[]}'));
    for (const broken of [Buffer.from('{}'), whole.subarray(0, -12)]) {
      const { status, body } = await post(app, broken, 'gzip');
      expect(status).toBe(400);
      expect(body.error.message).toContain('not gzip');
    }
  });

  it('asks to wait while too much is under way, and takes it later', async () => {
    let finish = () => {};
    const finished = new Promise<void>(resolve => {
      finish = resolve;
    });
    let begun = () => {};
    const first = new Promise<void>(resolve => {
      begun = resolve;
    });
    const { app } = start({
      take: async () => {
        begun();
        await finished;
        return { rejected: 0 };
      },
      limits: { maxRequestsUnderWay: 1 },
    });
    const server = app.listen(0);
    const body = Buffer.from('{}');
    const send = () => request(server).post(path).type('json').send(`${body}`);
    const slow = send().then(one => one);
    await first;
    const busy = await send();
    expect(busy.status).toBe(429);
    expect(busy.headers['retry-after']).toBe('2');
    finish();
    expect((await slow).status).toBe(200);
    expect((await send()).status).toBe(200);
    server.close();
  });

  it('bounds the memory of all bodies together', async () => {
    const { app } = start({ limits: { maxBytesUnderWay: 1_000 } });
    const { status } = await post(app, Buffer.alloc(1_001, ' '));
    expect(status).toBe(429);
    // What was refused takes no place any more.
    expect((await post(app, Buffer.alloc(999, ' '))).status).toBe(200);
  });

  it('asks to send again when the store does not answer, without its words', async () => {
    const { app } = start({
      take: async () => {
        throw Object.assign(new Error('connect secret-host'), {
          code: 'ECONNREFUSED',
        });
      },
    });
    const { status, headers, text } = await post(app, Buffer.from('{}'));
    expect(status).toBe(503);
    expect(headers['retry-after']).toBe('10');
    expect(text).not.toContain('secret-host');
  });
});
