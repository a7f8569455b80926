import {
  ClusterAccess,
  NodeDiskRequest,
} from 'backstage-plugin-pull-performance-node';
import configz from './__fixtures__/configz.json';
import summary from './__fixtures__/stats-summary.json';
import { KubeletSource } from './KubeletSource';
import { KubeletTuning } from './tuning';

const MINUTE = 60_000;
const startMs = Date.UTC(2026, 10, 22, 12);

interface Answer {
  status?: number;
  contentType?: string;
  body: unknown;
}

const measured = {
  ...summary,
  node: {
    ...summary.node,
    io: { psi: { some: { total: 7, avg10: 0, avg60: 80, avg300: 0 } } },
  },
};

function status(code: number, reason: string, message: string): Answer {
  const body = { kind: 'Status', status: 'Failure', code, reason, message };
  return { status: code, body };
}

/** A source that asks what a function answers, at a time that passes when it is told to. */
function bench(
  answer: (node: string, path: string) => Answer | Promise<Answer>,
  tuning: Partial<KubeletTuning> = {},
) {
  const clock = { nowMs: startMs + 20_000 };
  const asked: string[] = [];
  const load = { now: 0, most: 0 };
  const access: ClusterAccess = {
    id: 'fake',
    listClusters: async () => [],
    request: async ({ path, signal }) => {
      const [, node, question] =
        /^\/api\/v1\/nodes\/([^/]+)\/proxy\/(.*)$/.exec(path) ?? [];
      asked.push(`${node} ${question}`);
      load.now += 1;
      load.most = Math.max(load.most, load.now);
      try {
        signal.throwIfAborted();
        const given = await Promise.race([
          answer(node, question),
          new Promise<never>((_, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          }),
        ]);
        const { status: code = 200, contentType, body } = given;
        const text = typeof body === 'string' ? body : JSON.stringify(body);
        return {
          status: code,
          contentType: contentType ?? 'application/json',
          body: (async function* chunks() {
            yield Buffer.from(text);
          })(),
        };
      } finally {
        load.now -= 1;
      }
    },
  };
  const source = KubeletSource.create({
    clusters: ['a', 'gone', 'locked'],
    directory: {
      list: async () => ({
        clusters: [
          { name: 'a', access },
          {
            name: 'locked',
            access,
            skipped: { why: 'It needs a user.', next: 'Give it an account.' },
          },
        ],
        problems: [],
      }),
    },
    tuning: { now: () => clock.nowMs, requestsPerSecond: 1e6, ...tuning },
  });
  const request = (count: number, cluster = 'a'): NodeDiskRequest => {
    const toMs = Math.floor(clock.nowMs / MINUTE) * MINUTE;
    return {
      cluster,
      nodes: Array.from({ length: count }, (_, index) => ({
        name: `node-${index}`,
        addresses: [],
        labels: {},
      })),
      fromMs: toMs - 5 * MINUTE,
      toMs,
      signal: AbortSignal.timeout(30_000),
    };
  };
  return { source, clock, asked, load, request };
}

describe('KubeletSource', () => {
  it('reads disks of the clusters that are named for it', async () => {
    const { source, asked, request } = bench(() => ({ body: measured }));
    expect(['a', 'b'].map(name => source.readsCluster(name))).toEqual([
      true,
      false,
    ]);
    const { samples, problems } = await source.readDisks(request(2));
    const { availableBytes, capacityBytes } = summary.node.runtime.imageFs;
    const sample = {
      atMs: startMs,
      durationMs: MINUTE,
      usedShare: 1 - availableBytes / capacityBytes,
      ioPressureShare: 0.8,
    };
    expect([...samples]).toEqual([
      ['node-0', [sample]],
      ['node-1', [sample]],
    ]);
    expect(problems).toEqual([]);
    expect(asked).toEqual(['node-0 stats/summary', 'node-1 stats/summary']);
  });

  it('asks once a minute, and never about the past', async () => {
    const { source, asked, clock, request } = bench(() => ({
      body: summary,
    }));
    const first = await source.readDisks(request(1));
    expect(first.problems.map(({ code }) => code)).toEqual([
      'kubelet-no-io-pressure',
    ]);
    const again = await source.readDisks(request(1));
    expect(again).toEqual({ samples: new Map(), problems: first.problems });
    const past = request(1);
    clock.nowMs += 2 * MINUTE;
    expect((await source.readDisks(past)).samples.size).toBe(0);
    expect(asked).toHaveLength(1);
    await source.readDisks(request(1));
    expect(asked).toHaveLength(2);
  });

  it('reads configurations once an hour, and tells them each time', async () => {
    const { source, asked, clock, request } = bench(node =>
      node === 'node-0'
        ? { body: configz }
        : status(503, 'ServiceUnavailable', 'error trying to reach service'),
    );
    const first = await source.readFacts(request(2));
    expect(first.facts).toEqual([
      {
        node: 'node-0',
        pullConcurrency: {
          mode: 'serial',
          basis: expect.stringContaining('serializeImagePulls: true'),
        },
        imageGcThresholds: { highShare: 0.85, lowShare: 0.8 },
      },
    ]);
    expect(first.problems).toEqual([
      {
        code: 'kubelet-unreadable',
        what: "Reading configuration of the kubelets of cluster 'a'",
        why: '1 of 2 did not tell (node-1). The first: The API server answered 503: error trying to reach service.',
        next: expect.stringContaining('port 10250'),
      },
    ]);
    clock.nowMs += 5 * MINUTE;
    expect(await source.readFacts(request(2))).toEqual(first);
    expect(asked).toHaveLength(2);
    clock.nowMs += 5 * MINUTE;
    expect((await source.readFacts(request(2))).facts).toEqual(first.facts);
    expect(asked.slice(2)).toEqual(['node-1 configz']);
    clock.nowMs += 60 * MINUTE;
    await source.readFacts(request(2));
    expect(asked).toHaveLength(5);
  });

  it('stops at a missing right, names it, and warns of it', async () => {
    const message =
      'nodes "node-0" is forbidden: User "system:serviceaccount:backstage:reader" cannot get resource "nodes/proxy" in API group "" at the cluster scope';
    const { source, asked, request } = bench(
      () => status(403, 'Forbidden', message),
      { requestsAtOnce: 2 },
    );
    const { samples, problems } = await source.readDisks(request(100));
    expect(samples.size).toBe(0);
    expect(asked.length).toBeLessThanOrEqual(2);
    expect(problems).toEqual([
      {
        code: 'kubelet-forbidden',
        what: "Reading statistics of the kubelets of cluster 'a'",
        why: `${message}.`,
        next: expect.stringMatching(
          /resources: \["nodes\/proxy"\]\n {2}verbs: \["get"\]\n.*run commands in all pods/,
        ),
      },
    ]);
  });

  it('counts what cannot be read, and goes on', async () => {
    const answers: Record<string, Answer> = {
      'node-0': status(404, 'NotFound', 'nodes "node-0" not found'),
      'node-1': { body: '<html>', contentType: 'text/html' },
      'node-2': { body: '{"node":' },
      'node-3': { body: `{"node":"${'x'.repeat(5 << 20)}"}` },
      'node-4': { body: '[]' },
      'node-5': {
        body: '{"node":{"runtime":{"imageFs":{"capacityBytes":1e999,"availableBytes":1}}}}',
      },
      'node-6': { body: measured },
    };
    const { source, request } = bench(node => answers[node]);
    const { samples, problems } = await source.readDisks(request(7));
    expect([...samples.keys()]).toEqual(['node-6']);
    expect(problems.map(({ code, why }) => `${code}: ${why}`)).toEqual([
      'kubelet-unreadable: 4 of 7 did not tell (node-0, node-1, node-2 and 1 more). The first: The API server does not know /api/v1/nodes/node-0/proxy/stats/summary.',
      'kubelet-no-space: 2 of 3 kubelets answered without it (node-4, node-5).',
      'kubelet-no-io-pressure: 2 of 3 kubelets do not tell it (node-4, node-5), so whether their disks are throttled is unknown.',
    ]);
  });

  it('asks for no path that is not of a node', async () => {
    const { source, asked, request } = bench(() => ({ body: measured }));
    const odd = request(1);
    const names = ['..', 'a/b', '', 'A', 'a?b', 'x'.repeat(254), 'a%2f'];
    const { problems } = await source.readDisks({
      ...odd,
      nodes: names.map(name => ({ ...odd.nodes[0], name })),
    });
    expect(asked).toEqual([]);
    expect(problems[0].why).toMatch(/^7 of 7 did not tell/);
  });

  it('asks few at once, and in a large cluster each in its turn', async () => {
    const { source, asked, clock, load, request } = bench(
      async () => {
        await new Promise(setImmediate);
        return { body: measured };
      },
      { nodesPerRefresh: 500 },
    );
    const { samples, problems } = await source.readDisks(request(1200));
    expect(samples.size).toBe(500);
    expect(load.most).toBeLessThanOrEqual(8);
    expect(problems).toMatchObject([
      {
        code: 'kubelet-postponed',
        why: expect.stringMatching(/^500 were asked and 700 have to wait/),
      },
    ]);
    for (let refresh = 0; refresh < 2; refresh += 1) {
      clock.nowMs += MINUTE;
      await source.readDisks(request(1200));
    }
    expect(new Set(asked).size).toBe(1200);
    expect(asked).toHaveLength(1500);
  });

  it('asks no more in a second than it may', async () => {
    const pauses: number[] = [];
    const { source, asked, request } = bench(() => ({ body: measured }), {
      requestsAtOnce: 2,
      requestsPerSecond: 0.001,
      sleep: async ms => {
        pauses.push(ms);
      },
    });
    await source.readDisks(request(9));
    expect(asked).toHaveLength(9);
    // Two begin at once, and each of them goes on every 2,000 s.
    expect(pauses).toHaveLength(7);
    for (const ms of pauses) {
      expect(ms).toBeGreaterThan(1_000_000);
      expect(ms).toBeLessThanOrEqual(2_000_000);
    }
  });

  it('gives up kubelets that do not answer, and a refresh that takes too long', async () => {
    const { source, request } = bench(
      node => (node === 'node-0' ? { body: measured } : new Promise(() => {})),
      { requestTimeoutMs: 20, refreshTimeoutMs: 10_000 },
    );
    const { samples, problems } = await source.readDisks(request(3));
    expect(samples.size).toBe(1);
    expect(problems[0].why).toBe(
      '2 of 3 did not tell (node-1, node-2). The first: The kubelet did not answer within 0.02 s.',
    );
    const slow = bench(() => new Promise(() => {}), { refreshTimeoutMs: 20 });
    const late = await slow.source.readDisks(slow.request(20));
    expect(late.problems).toMatchObject([
      {
        code: 'kubelet-postponed',
        why: expect.stringMatching(/^0 were asked and 20 have to wait/),
      },
    ]);
  });

  it('says when nobody can read a cluster', async () => {
    const { source, request } = bench(() => ({ body: measured }));
    const { problems: gone } = await source.readDisks(request(1, 'gone'));
    const { problems: locked } = await source.readFacts(request(1, 'locked'));
    expect([...gone, ...locked].map(({ code, why }) => [code, why])).toEqual([
      [
        'kubelet-cluster-unreadable',
        'No way to read this cluster is configured.',
      ],
      ['kubelet-cluster-unreadable', 'It needs a user.'],
    ]);
  });
});
