import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { defaultDiskThresholds } from 'backstage-plugin-pull-performance-common';
import {
  PullMetricReading,
  PullMetricRequest,
  PullMetricSource,
  SourceProblem,
} from 'backstage-plugin-pull-performance-node';
import { aBatch, aPull } from '../store/__testUtils__/records';
import { openStores } from '../store/__testUtils__/stores';
import { NodeReader } from './NodeReader';
import { NodeSources } from './NodeSources';

const cluster = 'prod-eu';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const problem: SourceProblem = {
  ...{ code: 'prometheus-unreachable', what: 'a' },
  ...{ why: 'b', next: 'c' },
};

describe('PullMetricReader', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const { signal } = new AbortController();

  async function start(...sources: PullMetricSource[]) {
    const { nodes, store, clock } = await openStores(databases, 'SQLITE_3');
    await nodes.saveNodeDescriptions({
      cluster,
      nodes: ['node-1', 'node-2'].map(name => ({
        ...{ name, addresses: ['10.0.0.1'], labels: {} },
      })),
      atMs: clock.nowMs,
    });
    const reader = NodeReader.create({
      store: nodes,
      sources: NodeSources.create({ pullMetrics: sources }),
      thresholds: defaultDiskThresholds,
      everyMs: minuteMs,
      logger: mockServices.logger.mock(),
      now: () => clock.nowMs,
    });
    const pulledAt = async (finishedAtMs: number) => {
      await store.apply(
        aBatch({ pulls: [aPull({ finishedAtMs, waitSeconds: 10 })] }),
      );
      await reader.takePulls(signal);
    };
    const counted = async () => {
      const all = await nodes.listClusterNodes({ cluster, limit: 10 });
      const found = await nodes.pullMetricsOf({
        nodeIds: all.map(({ id }) => id),
        window: { fromMs: clock.nowMs - 48 * hourMs, toMs: clock.nowMs },
      });
      return new Map(
        all.flatMap(({ id, name }) => {
          const figures = found.get(id);
          return figures ? [[name, figures] as const] : [];
        }),
      );
    };
    return { nodes, clock, reader, pulledAt, counted };
  }

  function sourceOf(
    id: string,
    read: (request: PullMetricRequest) => Partial<PullMetricReading>,
  ) {
    const requests: PullMetricRequest[] = [];
    const source: PullMetricSource = {
      id,
      readsCluster: name => name === cluster,
      async readPullMetrics(request) {
        requests.push(request);
        return { hours: new Map(), problems: [], ...read(request) };
      },
    };
    return { source, requests };
  }

  /** Each node's three pulls of an hour. */
  const three = ({ nodes, fromMs }: PullMetricRequest) => ({
    hours: new Map(
      nodes.map(({ name }) => [name, [{ startMs: fromMs, pulls: 3 }]]),
    ),
  });

  it('reads each hour once, after it is over and since pulls are known', async () => {
    const { source, requests } = sourceOf('prometheus', three);
    const { nodes, clock, reader, pulledAt, counted } = await start(source);
    const noonMs = clock.nowMs;
    await reader.readPullMetrics(signal);
    expect(requests).toEqual([]);
    await pulledAt(noonMs - 2.5 * hourMs);
    await pulledAt(noonMs - 90 * minuteMs);

    // The hour from 9 to 10 is known in part; that until 12 is not told yet.
    clock.nowMs = noonMs + 4 * minuteMs;
    await reader.readPullMetrics(signal);
    clock.nowMs = noonMs + 5 * minuteMs;
    await reader.readPullMetrics(signal);
    await reader.readPullMetrics(signal);
    expect(requests.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [noonMs - 2 * hourMs, noonMs - hourMs],
      [noonMs - hourMs, noonMs],
    ]);
    expect(requests[0].nodes).toMatchObject([
      { name: 'node-1', addresses: ['10.0.0.1'] },
      { name: 'node-2' },
    ]);
    expect((await counted()).get('node-1')).toMatchObject({
      ...{ hours: 2, pulls: 6, knownPulls: 1 },
    });
    expect((await counted()).get('node-2')).toMatchObject({
      ...{ hours: 2, pulls: 6, knownPulls: 0 },
    });
    expect(await nodes.sourceStates({ cluster })).toMatchObject([
      { source: 'prometheus pulls', readUntilMs: noonMs, problems: [] },
    ]);

    // After a break no more than a day.
    clock.nowMs = noonMs + 72 * hourMs + 5 * minuteMs;
    await reader.readPullMetrics(signal);
    expect(requests).toHaveLength(26);
    expect(requests[2].fromMs).toBe(noonMs + 48 * hourMs);
    expect(requests[25].toMs).toBe(noonMs + 72 * hourMs);
  });

  it('tells problems, asks again for what failed, and lets nobody be held up', async () => {
    let isDown = true;
    const down = sourceOf('down', request =>
      isDown ? { problems: [problem] } : three(request),
    );
    const up = sourceOf('up', three);
    const breaks = sourceOf('breaks', () => {
      throw new Error('broken');
    });
    const { nodes, clock, reader, pulledAt, counted } = await start(
      ...[down.source, up.source, breaks.source],
    );
    const noonMs = clock.nowMs;
    await pulledAt(noonMs - 2.5 * hourMs);
    clock.nowMs = noonMs + 5 * minuteMs;
    await reader.readPullMetrics(signal);
    await reader.readPullMetrics(signal);
    expect([down, up, breaks].map(({ requests }) => requests.length)).toEqual([
      1, 2, 1,
    ]);
    expect(await nodes.sourceStates({ cluster })).toMatchObject([
      {
        source: 'breaks pulls',
        readUntilMs: undefined,
        problems: [{ code: 'source-failed' }],
      },
      { source: 'down pulls', readUntilMs: undefined, problems: [problem] },
      { source: 'up pulls', readUntilMs: noonMs, problems: [] },
    ]);
    isDown = false;
    clock.nowMs += 10 * minuteMs;
    await reader.readPullMetrics(signal);
    expect(down.requests.slice(1).map(({ fromMs }) => fromMs)).toEqual([
      noonMs - 2 * hourMs,
      noonMs - hourMs,
    ]);
    expect(up.requests).toHaveLength(2);
    expect((await counted()).get('node-1')).toMatchObject({ pulls: 6 });
  });

  it('keeps nothing of other hours and nodes, and believes the first source', async () => {
    const first = sourceOf('first', ({ fromMs }) => ({
      hours: new Map([
        [
          'node-1',
          [
            { startMs: fromMs, pulls: 2 },
            { startMs: fromMs - hourMs, pulls: 99 },
          ],
        ],
        ['constructor', [{ startMs: fromMs, pulls: 99 }]],
      ]),
    }));
    const second = sourceOf('second', ({ fromMs }) => ({
      hours: new Map([
        ['node-1', [{ startMs: fromMs, pulls: 5, waitSecondsSum: 8 }]],
      ]),
    }));
    const { clock, reader, pulledAt, counted } = await start(
      ...[first.source, second.source],
    );
    const noonMs = clock.nowMs;
    await pulledAt(noonMs - 90 * minuteMs);
    clock.nowMs = noonMs + 5 * minuteMs;
    await reader.readPullMetrics(signal);
    expect([...(await counted())]).toEqual([
      [
        'node-1',
        {
          ...{ hours: 1, pulls: 2, knownPulls: 0 },
          ...{ timedPulls: 2, waitSeconds: 8 },
          ...{ requests: 0, presentLocally: 0 },
        },
      ],
    ]);
  });
});
