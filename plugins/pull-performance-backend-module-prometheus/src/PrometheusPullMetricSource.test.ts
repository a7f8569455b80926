import { SourceNode } from 'backstage-plugin-pull-performance-node';
import { configsOf, node, noonMs } from './__testUtils__/disks';
import { FakeEngine, sendJson } from './__testUtils__/FakeEngine';
import { PrometheusPullMetricSource } from './PrometheusPullMetricSource';

const hourMs = 3_600_000;
const duration = 'kubelet_image_pull_duration_seconds';
const requests = 'kubelet_image_manager_ensure_image_requests_total';
const sandboxed = 'containerd_cri_sandboxed_image_pulls_total';

describe('PrometheusPullMetricSource', () => {
  let engine: FakeEngine;
  const sources: PrometheusPullMetricSource[] = [];

  beforeEach(async () => {
    engine = await FakeEngine.start();
  });
  afterEach(async () => {
    await Promise.all(sources.splice(0).map(source => source.close()));
    await engine.stop();
  });

  function sourceOf(...entries: object[]) {
    const source = PrometheusPullMetricSource.create({
      configs: configsOf(
        ...entries.map(entry => ({
          ...{ cluster: 'prod', url: engine.url },
          ...entry,
        })),
      ),
    });
    sources.push(source);
    return source;
  }

  /** The hour until noon. */
  function read(nodes: SourceNode[], entry: object = {}, hours = 1) {
    return sourceOf(entry).readPullMetrics({
      ...{ cluster: 'prod', nodes },
      fromMs: noonMs - hours * hourMs,
      toMs: noonMs,
      signal: new AbortController().signal,
    });
  }

  it('reads the clusters of its configuration', () => {
    const source = sourceOf({});
    expect(source.readsCluster('prod')).toBe(true);
    expect(source.readsCluster('constructor')).toBe(false);
  });

  it('asks for each metric and hour once, at the end of the hour, however many nodes there are', async () => {
    const nodes = Array.from({ length: 300 }, (_, index) => node(`n-${index}`));
    for (const { name } of nodes) {
      engine.has(`${duration}_count`, {
        labels: { node: name },
        value: at => (at * 1000 === noonMs ? '3.0508' : '7'),
      });
    }
    const { hours, problems } = await read(nodes, { matchers: 'env="a"' }, 2);
    expect(problems).toEqual([]);
    expect(hours.size).toBe(300);
    expect(hours.get('n-7')).toEqual([
      { startMs: noonMs - 2 * hourMs, pulls: 7 },
      { startMs: noonMs - hourMs, pulls: 3.0508 },
    ]);
    expect(engine.requests).toHaveLength(12);
    const [{ path, form }] = engine.requests;
    expect(path).toBe('/api/v1/query');
    expect(Object.fromEntries(form)).toMatchObject({
      query: `sum by (node,kubernetes_node,nodename,instance,job,service,prometheus_replica,replica) (increase(${duration}_count{env="a"}[1h]))`,
      time: `${noonMs / 1000 - 3600}`,
    });
  });

  it('reads kubelets and both names of containerd, and knows that a part without series is none', async () => {
    const kubelet = { job: 'kubelet', instance: '10.0.0.4:10250' };
    const containerd = { job: 'containerd', instance: '10.0.0.4:10257' };
    engine
      .has(`${duration}_count`, { labels: kubelet, value: '4' })
      .has(`${duration}_sum`, { labels: kubelet, value: '21.5' })
      .has(requests, { labels: kubelet, value: '9' })
      .has(requests, {
        labels: { ...kubelet, present_locally: 'true' },
        value: '6',
      })
      .has(sandboxed, {
        labels: { ...containerd, status: 'success' },
        value: '5',
      });
    const { hours, problems } = await read([
      node('a', { addresses: ['10.0.0.4'] }),
    ]);
    expect(problems).toEqual([]);
    expect(hours).toEqual(
      new Map([
        [
          'a',
          [
            {
              startMs: noonMs - hourMs,
              ...{ pulls: 4, waitSecondsSum: 21.5 },
              ...{ requests: 9, presentLocally: 6 },
              ...{ runtimePulls: 5, runtimeFailures: 0 },
            },
          ],
        ],
      ]),
    );
    const queries = engine.requests.map(({ form }) => form.get('query'));
    expect(queries).toContain(
      'sum by (node,kubernetes_node,nodename,instance,job,service,prometheus_replica,replica) (increase(containerd_cri_sandboxed_image_pulls_total{status="failure"}[1h])) or sum by (node,kubernetes_node,nodename,instance,job,service,prometheus_replica,replica) (increase(containerd_cri_image_pulls_total{status="failure"}[1h]))',
    );
  });

  it('counts a kubelet that several scrape once, as who saw most of it', async () => {
    for (const [job, value] of [
      ['a', '2'],
      ['b', '5'],
      ['c', 'NaN'],
    ]) {
      engine.has(`${duration}_count`, { labels: { node: 'a', job }, value });
    }
    const { hours } = await read([node('a')]);
    expect(hours.get('a')).toEqual([{ startMs: noonMs - hourMs, pulls: 5 }]);
  });

  it('tells nothing, and no problem, where nobody has the metrics, of other nodes, and of what is no number', async () => {
    engine.has(
      `${duration}_count`,
      { labels: { node: 'a' }, value: 'NaN' },
      { labels: { node: 'elsewhere' }, value: '3' },
    );
    const { hours, problems } = await read([node('a')]);
    expect([...hours]).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('leaves out what cannot be, and says which query tells it', async () => {
    engine
      .has('my_pulls', { labels: { node: 'a' }, value: '-3' })
      .has(`${duration}_sum`, { labels: { node: 'a' }, value: '7' });
    const { hours, problems } = await read([node('a')], {
      pullQueries: { pulls: 'my_pulls' },
    });
    expect(hours.get('a')).toEqual([
      { startMs: noonMs - hourMs, waitSecondsSum: 7 },
    ]);
    expect(problems).toMatchObject([
      {
        code: 'prometheus-wrong-unit',
        what: expect.stringContaining('pulls by kubelets'),
        next: 'Correct pullPerformance.nodeDisks.prometheus[0].pullQueries.pulls.',
      },
    ]);
  });

  it('names a query that the engine refuses, and reads the others', async () => {
    engine.respond = (response, { form }) => {
      const query = form.get('query') ?? '';
      const isRefused = query.includes(`${duration}_sum`);
      sendJson(
        response,
        isRefused
          ? { status: 'error', errorType: 'bad_data', error: 'no' }
          : {
              status: 'success',
              data: {
                resultType: 'vector',
                result: query.includes('_count')
                  ? [{ metric: { node: 'a' }, value: [noonMs / 1000, '2'] }]
                  : [],
              },
            },
        isRefused ? 400 : 200,
      );
    };
    const { hours, problems } = await read([node('a')], {}, 3);
    // What the engine has of noon is not taken for the hours before.
    expect(hours.get('a')).toEqual([{ startMs: noonMs - hourMs, pulls: 2 }]);
    expect(problems).toMatchObject([
      {
        code: 'prometheus-bad-query',
        what: 'In prod is not read: waits for pulls by kubelets',
        next: expect.stringContaining('prometheus[0].pullQueries,'),
      },
    ]);
  });

  it('stops asking an engine that does not answer', async () => {
    engine.respond = response => sendJson(response, '<html>', 401);
    const { hours, problems } = await read([node('a')], {}, 24);
    expect(hours.size).toBe(0);
    expect(problems).toMatchObject([{ code: 'prometheus-unauthorized' }]);
    expect(engine.requests.length).toBeLessThanOrEqual(2);
  });

  it('asks for no hour that is not over, and for no nodes nothing', async () => {
    const source = sourceOf({});
    const request = {
      ...{ cluster: 'prod', nodes: [node('a')] },
      signal: new AbortController().signal,
    };
    const nextHourMs = Math.ceil((Date.now() + 1) / hourMs) * hourMs;
    const times = { fromMs: nextHourMs, toMs: nextHourMs + hourMs };
    await source.readPullMetrics({ ...request, ...times });
    await source.readPullMetrics({
      ...{ ...request, nodes: [] },
      ...{ fromMs: noonMs - hourMs, toMs: noonMs },
    });
    expect(engine.requests).toEqual([]);
  });

  it('lets the first of two engines that knows something be believed', async () => {
    engine
      .has('my_first', { labels: { node: 'a' }, value: '1' })
      .has('my_second', { labels: { node: 'a' }, value: '2' })
      .has('my_sum', { labels: { node: 'a' }, value: '9' });
    const { hours } = await sourceOf(
      { pullQueries: { pulls: 'my_first' } },
      { pullQueries: { pulls: 'my_second', waitSecondsSum: 'my_sum' } },
    ).readPullMetrics({
      ...{ cluster: 'prod', nodes: [node('a')] },
      ...{ fromMs: noonMs - hourMs, toMs: noonMs },
      signal: new AbortController().signal,
    });
    expect(hours.get('a')).toEqual([
      { startMs: noonMs - hourMs, pulls: 1, waitSecondsSum: 9 },
    ]);
  });
});
