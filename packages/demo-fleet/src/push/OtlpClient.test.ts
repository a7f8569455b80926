import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, RequestListener, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { OtlpClient } from './OtlpClient';

describe('OtlpClient', () => {
  let directory: string;
  let tokenFile: string;
  let server: Server;
  const bodies: string[] = [];
  const headers: (string | undefined)[] = [];
  const reasons: string[] = [];
  let answers: ((response: Parameters<RequestListener>[1]) => void)[] = [];
  const stop = new AbortController();

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'otlp-client-'));
    tokenFile = join(directory, 'token');
    await writeFile(tokenFile, 'secret\n');
    bodies.length = 0;
    headers.length = 0;
    reasons.length = 0;
    answers = [];
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      headers.push(request.headers.authorization);
      bodies.push(gunzipSync(Buffer.concat(chunks)).toString());
      const answer = answers.shift();
      if (answer) answer(response);
      else response.end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(directory, { recursive: true });
  });

  function client(signal = stop.signal): OtlpClient {
    const { port } = server.address() as AddressInfo;
    return OtlpClient.create({
      url: `http://127.0.0.1:${port}/v1/logs`,
      tokenFile,
      signal,
      onWaiting: reason => reasons.push(reason),
      firstWaitMs: 1,
    });
  }

  const status =
    (code: number, more: Record<string, string> = {}) =>
    (response: Parameters<RequestListener>[1]) => {
      response.writeHead(code, more);
      response.end('why');
    };

  it('sends the same until it is taken', async () => {
    answers = [
      status(503, { 'retry-after': '0.01' }),
      status(429),
      status(404),
      status(502),
      response => response.destroy(),
      status(503),
    ];
    await client().send('{"a":1}');
    expect(bodies).toEqual(Array(7).fill('{"a":1}'));
    expect(headers[0]).toBe('Bearer secret');
    expect(reasons).toEqual([
      '503 why',
      '429 why',
      '404 why',
      '502 why',
      expect.any(String),
      '503 why',
    ]);
  });

  it('takes a token that came later', async () => {
    await rm(tokenFile);
    const sending = client().send('{}');
    await writeFile(tokenFile, 'late');
    await sending;
    expect(headers).toEqual(['Bearer late']);
  });

  it('gives up what will never be taken', async () => {
    answers = [status(400)];
    await expect(client().send('{}')).rejects.toThrow('400 why');
    expect(bodies).toHaveLength(1);
  });

  it('ends with its signal', async () => {
    const ending = new AbortController();
    answers = [
      response => {
        status(503, { 'retry-after': '10' })(response);
        ending.abort(new Error('the end'));
      },
    ];
    await expect(client(ending.signal).send('{}')).rejects.toThrow();
    expect(bodies).toHaveLength(1);
  });
});
