import { request } from 'node:https';
import { ApiServer } from './ApiServer';
import { createCertificate } from './certificate';
import { Listener } from '../Listener';
import { KubernetesObject } from './objects/json';
import { ObjectStore } from './ObjectStore';

const token = 'of-the-test';

function pod(name: string, revision: number): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      resourceVersion: `${revision}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: name.slice(0, 1) },
    },
    spec: { nodeName: 'node-1' },
  };
}

function event(name: string, reason: string): KubernetesObject {
  const object = pod(name, 1);
  const involvedObject = { kind: 'Pod', namespace: 'shop', name: 'p' };
  return { ...object, kind: 'Event', reason, involvedObject };
}

describe('ApiServer', () => {
  let certificate: Awaited<ReturnType<typeof createCertificate>>;
  let listener: Listener;
  let store: ObjectStore;
  let revision: number;

  beforeAll(async () => {
    certificate = await createCertificate();
  });

  beforeEach(async () => {
    listener = await Listener.open({ certificate });
    revision = 100;
    store = ObjectStore.create({ revision });
    ApiServer.start({ listener, store, kubernetesVersion: 'v1.34.4', token });
  });

  afterEach(async () => {
    await listener.stop();
  });

  function apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', name: string): void {
    revision += 1;
    store.apply(type, pod(name, revision), revision, Date.now());
  }

  /** An answer, whole, and each piece of it as it comes. */
  async function get(
    path: string,
    options: {
      headers?: Record<string, string>;
      onText?: (text: string) => void;
    } = {},
  ): Promise<{ status: number; text: string }> {
    const authorization = `Bearer ${token}`;
    return new Promise((resolve, reject) => {
      const sent = request(
        `${listener.url}${path}`,
        {
          ca: certificate.certificate,
          headers: { authorization, ...options.headers },
        },
        response => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', part => {
            text += part;
            options.onText?.(text);
          });
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text }),
          );
        },
      );
      sent.on('error', reject);
      sent.end();
    });
  }

  async function json(path: string, headers: Record<string, string> = {}) {
    const { status, text } = await get(path, { headers });
    return { status, body: JSON.parse(text) };
  }

  async function watch(path: string, onText?: (text: string) => void) {
    const { text } = await get(`${path}&watch=1&timeoutSeconds=1`, { onText });
    return text
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line));
  }

  it('wants the token, besides for its version', async () => {
    const stranger = { authorization: 'Bearer other' };
    const { status, body } = await json('/api/v1/pods', stranger);
    expect(status).toBe(401);
    expect(body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    });
    const version = await json('/version', stranger);
    expect(version.body).toMatchObject({ gitVersion: 'v1.34.4', minor: '34' });
    expect((await json('/api/v1/secrets')).status).toBe(404);
    expect((await json('/api/v1/pods/%')).status).toBe(400);
  });

  it('lists in pages, all as of the first one', async () => {
    for (const name of ['a1', 'b1', 'b2', 'c1']) apply('ADDED', name);
    const first = await json('/api/v1/pods?limit=2');
    expect(first.body.kind).toBe('PodList');
    expect(first.body.metadata).toEqual({
      resourceVersion: '104',
      continue: expect.any(String),
      remainingItemCount: 2,
    });
    apply('DELETED', 'c1');
    apply('ADDED', 'd1');
    const token2 = encodeURIComponent(first.body.metadata.continue);
    const second = await json(`/api/v1/pods?limit=2&continue=${token2}`);
    expect(second.body.metadata).toEqual({ resourceVersion: '104' });
    const names = [...first.body.items, ...second.body.items].map(
      ({ metadata }) => metadata.name,
    );
    expect(names).toEqual(['a1', 'b1', 'b2', 'c1']);
  });

  it('answers 410 to a page that is too late, with a token for the rest as it is now', async () => {
    const late = Buffer.from(
      '{"v":"meta.k8s.io/v1","rv":3,"start":"shop/a1"}',
    ).toString('base64url');
    for (const name of ['a1', 'b1']) apply('ADDED', name);
    const gone = await json(`/api/v1/pods?limit=1&continue=${late}`);
    expect(gone.status).toBe(410);
    expect(gone.body).toMatchObject({ reason: 'Expired', code: 410 });
    const rest = await json(
      `/api/v1/pods?limit=1&continue=${gone.body.metadata.continue}`,
    );
    expect(rest.body.items[0].metadata.name).toBe('b1');
    const strange = await json('/api/v1/pods?limit=1&continue=x');
    expect(strange.status).toBe(400);
  });

  it('selects by fields, labels and namespace', async () => {
    for (const name of ['a1', 'b1', 'b2']) apply('ADDED', name);
    store.put(event('e1', 'Pulled'));
    store.put(event('e2', 'Created'));
    const count = async (path: string) => (await json(path)).body.items?.length;
    expect(
      await count(
        '/api/v1/events?fieldSelector=reason%3DPulled%2CinvolvedObject.kind%3DPod',
      ),
    ).toBe(1);
    expect(await count('/api/v1/events?fieldSelector=reason!%3DPulled')).toBe(
      1,
    );
    expect(await count('/api/v1/pods?labelSelector=app%3Db')).toBe(2);
    expect(await count('/api/v1/namespaces/other/pods')).toBe(0);
    const refused = await json('/api/v1/events?fieldSelector=message%3Dx');
    expect(refused.status).toBe(400);
    expect(refused.body.message).toContain(
      'field label not supported: message',
    );
  });

  it('tells metadata only, or a table, when asked', async () => {
    apply('ADDED', 'a1');
    const partial = await json('/api/v1/pods', {
      accept:
        'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
    });
    expect(partial.body.kind).toBe('PartialObjectMetadataList');
    expect(partial.body.items[0]).toEqual({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: expect.objectContaining({ name: 'a1' }),
    });
    const table = await json('/api/v1/pods', {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
    });
    expect(table.body.kind).toBe('Table');
    expect(table.body.rows[0].cells[0]).toBe('a1');
  });

  it('tells a watch what happened since its revision, what happens, and where it is', async () => {
    for (const name of ['a1', 'b1']) apply('ADDED', name);
    let live = false;
    const lines = await watch(
      '/api/v1/pods?resourceVersion=101&allowWatchBookmarks=true',
      () => {
        if (live) return;
        live = true;
        apply('MODIFIED', 'a1');
        apply('DELETED', 'b1');
        // Of another kind: only the bookmark tells of it.
        store.apply('ADDED', event('e1', 'Pulled'), 105, Date.now());
      },
    );
    expect(
      lines.map(({ type, object }) => [
        type,
        object.metadata.name,
        object.metadata.resourceVersion,
      ]),
    ).toEqual([
      ['ADDED', 'b1', '102'],
      ['MODIFIED', 'a1', '103'],
      ['DELETED', 'b1', '104'],
      ['BOOKMARK', undefined, '105'],
    ]);
  });

  it('sends no bookmarks for events, as real servers do not', async () => {
    store.put(event('e1', 'Pulled'));
    const lines = await watch('/api/v1/events?allowWatchBookmarks=true');
    expect(lines.map(({ type }) => type)).toEqual(['ADDED']);
  });

  it('answers 410 to a watch from before its memory', async () => {
    for (const name of ['a1', 'b1', 'c1']) apply('ADDED', name);
    store.compact(Date.now() + 3_600_000);
    apply('ADDED', 'd1');
    const lines = await watch('/api/v1/pods?resourceVersion=101');
    expect(lines).toEqual([
      {
        type: 'ERROR',
        object: expect.objectContaining({ reason: 'Expired', code: 410 }),
      },
    ]);
    const fresh = await watch('/api/v1/pods?resourceVersion=103');
    expect(fresh.map(({ object }) => object.metadata.name)).toEqual(['d1']);
  });

  it('lets requests wait until it serves', async () => {
    const early = await Listener.open({ certificate });
    const before = listener;
    listener = early;
    const answer = json('/api/v1/pods');
    ApiServer.start({
      listener: early,
      store,
      kubernetesVersion: 'v1.34.4',
      token,
    });
    expect((await answer).status).toBe(200);
    await before.stop();
  });
});
