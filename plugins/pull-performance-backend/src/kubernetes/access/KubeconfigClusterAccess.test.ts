import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { FakeApiServer, statusOf } from '../__testUtils__/FakeApiServer';
import { answerJson } from '../__testUtils__/FakeApiServer';
import { until } from '../__testUtils__/until';
import { readText } from '../watch/boundedBody';
import { KubeconfigClusterAccess } from './KubeconfigClusterAccess';
import { clustersOfKubeconfig } from './kubeconfigFiles';

const TLS = join(__dirname, '..', '__testUtils__', 'tls');
const SECRET = 'very-secret-token';
const path = '/api/v1/pods';

function kubeconfig(options: {
  server: string;
  cluster?: object;
  user?: object;
  context?: string;
}): string {
  const { server, cluster, user = {}, context = 'here' } = options;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    contexts: [{ name: context, context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
  });
}

describe('KubeconfigClusterAccess', () => {
  let folder: string;
  let server: FakeApiServer;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
    server = await FakeApiServer.start();
  });

  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  async function save(name: string, text: string): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  }

  async function startTls(options: { clientCertificate: boolean }) {
    await server.stop();
    server = await FakeApiServer.start({
      tls: {
        key: await readFile(join(TLS, 'server.key')),
        cert: await readFile(join(TLS, 'server.crt')),
        ca: await readFile(join(TLS, 'ca.crt')),
        requestCert: options.clientCertificate,
        rejectUnauthorized: options.clientCertificate,
      },
    });
  }

  async function read(
    access: KubeconfigClusterAccess,
    options: { cluster?: string; path?: string } = {},
  ) {
    const { signal } = new AbortController();
    const response = await access.request({
      cluster: 'test',
      path,
      signal,
      ...options,
    });
    const text = await readText(response.body, {
      maxBytes: 10_000,
      what: 'the body',
    });
    return { ...response, text };
  }

  function accessTo(file: string, context?: string) {
    return KubeconfigClusterAccess.create({
      clusters: [{ name: 'test', file, context }],
    });
  }

  const insecure = { 'insecure-skip-tls-verify': true };

  it('uses a client certificate, inline or in files beside the kubeconfig', async () => {
    await startTls({ clientCertificate: true });
    const [ca, cert, key] = await Promise.all(
      ['ca.crt', 'client.crt', 'client.key'].map(async name => {
        const content = await readFile(join(TLS, name));
        await writeFile(join(folder, name), content);
        return content.toString('base64');
      }),
    );
    const inline = kubeconfig({
      server: server.url,
      cluster: { 'certificate-authority-data': ca },
      user: { 'client-certificate-data': cert, 'client-key-data': key },
    });
    const files = kubeconfig({
      server: `${server.url}/`,
      cluster: { 'certificate-authority': 'ca.crt' },
      user: { 'client-certificate': 'client.crt', 'client-key': 'client.key' },
    });
    for (const text of [inline, files]) {
      const access = accessTo(await save('config', text));
      await expect(read(access)).resolves.toMatchObject({
        status: 200,
        contentType: 'application/json',
        text: expect.stringContaining('"resourceVersion"'),
      });
    }
    expect(server.requests.map(each => each.path)).toEqual([path, path]);
  });

  it('does not talk to a server that it has no reason to trust', async () => {
    await startTls({ clientCertificate: false });
    const access = accessTo(
      await save(
        'config',
        kubeconfig({ server: server.url, user: { token: SECRET } }),
      ),
    );
    await expect(read(access)).rejects.toThrow(
      /Cluster 'test' cannot be read: .*certificate.*Check its address and certificates/,
    );
    expect(server.requests).toEqual([]);
  });

  it('checks the certificate against tls-server-name', async () => {
    await startTls({ clientCertificate: false });
    const ca = (await readFile(join(TLS, 'ca.crt'))).toString('base64');
    const named = (name: string) =>
      kubeconfig({
        server: server.url,
        cluster: { 'certificate-authority-data': ca, 'tls-server-name': name },
      });
    const good = accessTo(await save('good', named('kubernetes.test')));
    await expect(read(good)).resolves.toMatchObject({ status: 200 });
    const bad = accessTo(await save('bad', named('other.test')));
    await expect(read(bad)).rejects.toThrow(/other\.test/);
  });

  it.each([
    [{ token: SECRET }, `Bearer ${SECRET}`],
    [
      { username: 'ann', password: SECRET },
      `Basic ${Buffer.from(`ann:${SECRET}`).toString('base64')}`,
    ],
  ])('sends %j, and asks for uncompressed answers', async (user, header) => {
    const access = accessTo(
      await save(
        'config',
        kubeconfig({ server: server.url, cluster: insecure, user }),
      ),
    );
    await read(access, { path: `${path}?limit=1` });
    expect(server.requests).toMatchObject([
      {
        query: { limit: '1' },
        headers: { authorization: header, 'accept-encoding': 'identity' },
      },
    ]);
  });

  it('never takes a credential to where a redirect points', async () => {
    server.answerNext(path, (_req, res) => {
      res.writeHead(307, { location: `${server.url}/elsewhere` });
      res.end();
    });
    const user = { token: SECRET };
    const text = kubeconfig({ server: server.url, cluster: insecure, user });
    const access = accessTo(await save('config', text));
    await expect(read(access)).resolves.toMatchObject({ status: 307 });
    expect(server.requests).toHaveLength(1);
  });

  it('refuses unprotected http unless told so', async () => {
    const access = accessTo(
      await save('config', kubeconfig({ server: server.url })),
    );
    await expect(read(access)).rejects.toThrow(
      /starts with http.*insecure-skip-tls-verify/,
    );
  });

  it('ends a watch when its reader goes away', async () => {
    const text = kubeconfig({ server: server.url, cluster: insecure });
    const access = accessTo(await save('config', text));
    const controller = new AbortController();
    const response = await access.request({
      cluster: 'test',
      path: `${path}?watch=1&resourceVersion=2000`,
      signal: controller.signal,
    });
    await until('open', () => server.openWatches(path) === 1);
    controller.abort();
    await until('closed', () => server.openWatches(path) === 0);
    await expect(
      readText(response.body, { maxBytes: 10, what: 'the body' }),
    ).rejects.toThrow(/abort/);
  });

  describe('with an exec plugin', () => {
    // Counts its runs in a file, and prints what stands in another.
    const program = `
      const fs = require('fs');
      fs.appendFileSync(process.argv[1] + '/runs', 'x');
      process.stdout.write(fs.readFileSync(process.argv[1] + '/answer', 'utf8'));
      process.stderr.write('${SECRET}');
      process.exit(fs.existsSync(process.argv[1] + '/fail') ? 3 : 0);`;

    async function execAccess(command = process.execPath) {
      const exec = {
        apiVersion: 'client.authentication.k8s.io/v1',
        command,
        args: ['-e', program, folder],
        interactiveMode: 'Never',
      };
      const user = { exec };
      const text = kubeconfig({ server: server.url, cluster: insecure, user });
      return accessTo(await save('config', text));
    }

    async function answerWith(token: string) {
      const expirationTimestamp = new Date(
        Date.now() + 3_600_000,
      ).toISOString();
      const status = { token, expirationTimestamp };
      const answer = {
        apiVersion: 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        status,
      };
      await save('answer', JSON.stringify(answer));
    }

    async function runs() {
      return (await readFile(join(folder, 'runs'), 'utf8')).length;
    }

    it('runs it once for many requests, and again when its token is refused', async () => {
      const access = await execAccess();
      await answerWith('first');
      await Promise.all([read(access), read(access), read(access)]);
      await expect(runs()).resolves.toBe(1);

      await answerWith('second');
      server.answerNext(
        path,
        answerJson(401, statusOf(401, 'Unauthorized', 'Unauthorized')),
      );
      await expect(read(access)).resolves.toMatchObject({ status: 401 });
      await read(access);
      await expect(runs()).resolves.toBe(2);
      expect(
        server.requests.map(({ headers }) => headers.authorization),
      ).toEqual([...Array(4).fill('Bearer first'), 'Bearer second']);
    });

    it('never repeats what a failing one printed', async () => {
      const access = await execAccess();
      await save('answer', `not JSON: ${SECRET}`);
      const error = await read(access).catch(caught => caught);
      expect(error.message).toMatch(/gave no credentials/);
      await save('fail', '');
      const second = await read(access).catch(caught => caught);
      expect(second.message).toMatch(/run it as the account/);
      for (const each of [error, second]) {
        expect(`${each.stack} ${JSON.stringify(each)}`).not.toContain(SECRET);
      }
    });

    it('names a command that is not there', async () => {
      const access = await execAccess('no-such-login-command');
      await expect(read(access)).rejects.toThrow(
        /'no-such-login-command' gave no credentials \(ENOENT\)/,
      );
    });
  });

  it('takes changes of the file without a restart', async () => {
    const token = (value: string) =>
      kubeconfig({
        server: server.url,
        cluster: insecure,
        user: { token: value },
      });
    const access = accessTo(await save('config', token('old')));
    await read(access);
    await save('config', token('renewed'));
    await read(access);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(
      ['Bearer old', 'Bearer renewed'],
    );
  });

  it('skips what cannot be read and says why; the others go on', async () => {
    const good = await save(
      'good',
      kubeconfig({ server: server.url, cluster: insecure }),
    );
    const broken = await save('broken', `users:\n  - token: ${SECRET}\n : [`);
    const dangling = await save(
      'dangling',
      JSON.stringify({
        contexts: [{ name: 'x', context: { cluster: 'gone', user: 'u' } }],
        clusters: [],
        users: [],
      }),
    );
    const access = KubeconfigClusterAccess.create({
      clusters: [
        { name: 'good', file: good },
        { name: 'no-file', file: join(folder, 'absent') },
        { name: 'no-context', file: good, context: 'there' },
        { name: 'broken', file: broken },
        { name: 'dangling', file: dangling, context: 'x' },
        { name: 'none-current', file: dangling },
      ],
    });
    const clusters = await access.listClusters();
    expect(clusters.map(({ name, skipped }) => [name, skipped?.why])).toEqual([
      ['good', undefined],
      ['no-file', expect.stringMatching(/'.*absent' does not exist\. Check/)],
      [
        'no-context',
        expect.stringMatching(/no context 'there' in .*good.*one of: here\./),
      ],
      ['broken', expect.stringMatching(/broken' is not a valid kubeconfig/)],
      ['dangling', expect.stringMatching(/names the cluster 'gone'/)],
      ['none-current', expect.stringMatching(/no context is current .*: x\./)],
    ]);
    expect(JSON.stringify(clusters)).not.toContain(SECRET);
    await expect(read(access, { cluster: 'good' })).resolves.toMatchObject({
      status: 200,
    });
    await expect(read(access, { cluster: 'no-file' })).rejects.toThrow(
      /Cluster 'no-file' cannot be read: .*does not exist/,
    );
    await expect(read(access, { cluster: 'other' })).rejects.toThrow(
      /No kubeconfig is known for the cluster 'other'/,
    );
  });

  it('refuses two clusters of one name', () => {
    expect(() =>
      KubeconfigClusterAccess.create({
        clusters: [{ name: 'a' }, { name: 'b' }, { name: 'a', context: 'x' }],
      }),
    ).toThrow(/Two clusters .* called 'a'/);
  });

  it('finds every context of several files; of equal names the first wins', async () => {
    const first = await save(
      'first',
      kubeconfig({ server: server.url, cluster: insecure, context: 'a' }),
    );
    const second = await save(
      'second',
      kubeconfig({ server: 'https://127.0.0.1:1', context: 'b' }),
    );
    const fileList = [first, join(folder, 'absent'), second].join(delimiter);
    const clusters = await clustersOfKubeconfig(fileList);
    expect(clusters).toEqual([
      { name: 'a', file: fileList, context: 'a' },
      { name: 'b', file: fileList, context: 'b' },
    ]);
    // Both contexts name a cluster `c`: as in kubectl it is the first file's.
    const access = KubeconfigClusterAccess.create({ clusters });
    await expect(read(access, { cluster: 'b' })).resolves.toMatchObject({
      status: 200,
    });
    await expect(clustersOfKubeconfig(join(folder, 'absent'))).rejects.toThrow(
      /does not exist/,
    );
  });
});
