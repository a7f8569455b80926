import { FakeEngine } from './__testUtils__/FakeEngine';
import {
  addNode,
  configsOf,
  minuteMs,
  node,
  noonMs,
  request,
  sourceOf,
} from './__testUtils__/disks';
import { PrometheusDiskSource } from './PrometheusDiskSource';

const exporter = { job: 'node-exporter' };
/** What `addNode` lets the engine tell. */
const figures = {
  queueDepth: 4,
  busyShare: 0.5,
  iops: 300,
  bytesPerSecond: 5e6,
  ioPressureShare: 0.125,
  usedShare: 0.25,
};
const [at, later] = [noonMs, noonMs + minuteMs].map(atMs => ({
  atMs,
  durationMs: minuteMs,
}));

describe('PrometheusDiskSource', () => {
  let engine: FakeEngine;
  const sources: PrometheusDiskSource[] = [];

  beforeEach(async () => {
    engine = await FakeEngine.start();
  });
  afterEach(async () => {
    await Promise.all(sources.splice(0).map(source => source.close()));
    await engine.stop();
  });

  function read(
    nodes: ReturnType<typeof node>[],
    entry: object = {},
    options: Partial<Parameters<PrometheusDiskSource['readDisks']>[0]> = {},
  ) {
    const source = sourceOf(engine, entry);
    sources.push(source);
    return source.readDisks(request(nodes, options));
  }

  it('reads the clusters of its configuration', () => {
    const source = PrometheusDiskSource.create({
      configs: configsOf({ cluster: 'prod', url: engine.url }),
    });
    sources.push(source);
    expect(source.readsCluster('prod')).toBe(true);
    expect(source.readsCluster('constructor')).toBe(false);
  });

  it('makes one sample for each node and minute, whatever names the node', async () => {
    addNode(engine, { ...exporter, node: 'by-node' });
    addNode(
      engine,
      { ...exporter, node: 'other', instance: '10.0.0.4:9100' },
      { device: '/dev/nvme0n1p1', disk: 'nvme0n1' },
    );
    addNode(engine, { ...exporter, instance: '[fd00::5]:9100' });
    addNode(engine, { ...exporter, kubernetes_node: 'HOST-D' });
    addNode(engine, { ...exporter, node: 'of-another-cluster' });
    const { samples, problems } = await read([
      node('by-node'),
      node('by-address', { addresses: ['10.0.0.4'] }),
      node('by-ipv6', { addresses: ['fd00::5'] }),
      node('by-host', { labels: { 'kubernetes.io/hostname': 'host-d' } }),
      node('silent'),
    ]);
    expect(problems).toEqual([]);
    expect([...samples.keys()].sort()).toEqual([
      ...['by-address', 'by-host', 'by-ipv6', 'by-node'],
    ]);
    for (const ofNode of samples.values()) {
      expect(ofNode).toEqual([
        { ...at, ...figures },
        { ...later, ...figures },
      ]);
    }
  });

  it('asks seven times, however many nodes there are, and only for disks that hold images', async () => {
    const nodes = Array.from({ length: 400 }, (_, index) => node(`n-${index}`));
    for (const { name } of nodes) {
      addNode(engine, { ...exporter, node: name });
      engine.has('node_disk_io_time_weighted_seconds_total', {
        labels: { node: name, device: 'sdb' },
        value: '99',
      });
    }
    const { samples, problems } = await read(nodes);
    expect(problems).toEqual([]);
    expect(samples.size).toBe(400);
    expect(engine.requests).toHaveLength(7);
    const [first] = engine.requests;
    const second = engine.requests.find(({ form }) =>
      form.get('query')?.includes('weighted'),
    );
    expect([first.method, first.path]).toEqual(['POST', '/api/v1/query']);
    expect(first.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(Object.fromEntries(second?.form ?? [])).toMatchObject({
      query:
        'rate(node_disk_io_time_weighted_seconds_total{device=~"sda"}[120s])',
      start: `${noonMs / 1000}`,
      end: `${noonMs / 1000 + 60}`,
      step: '60',
      timeout: '10s',
    });
  });

  it('tells what there is when an engine keeps only a few metrics, and no problem', async () => {
    const ofDisk = { node: 'a', device: 'sda' };
    engine
      .has('node_disk_io_time_weighted_seconds_total', {
        labels: ofDisk,
        value: '1',
      })
      .has('node_disk_io_time_seconds_total', { labels: ofDisk, value: '0' });
    const { samples, problems } = await read([node('a')]);
    expect(problems).toEqual([]);
    expect(samples.get('a')).toEqual([
      { ...at, queueDepth: 1, busyShare: 0 },
      { ...later, queueDepth: 1, busyShare: 0 },
    ]);
  });

  it('says once that there are no series of disks, or none of nodes that it knows', async () => {
    const nothing = await read([node('a')], { matchers: 'cluster="x"' });
    expect(nothing.samples.size).toBe(0);
    expect(nothing.problems).toMatchObject([{ code: 'prometheus-no-series' }]);
    expect(nothing.problems[0].next).toContain('cluster="x"');
    addNode(engine, { instance: '10.9.9.9:9100', job: 'n' });
    const strangers = await read([node('a')]);
    expect(strangers.samples.size).toBe(0);
    expect(strangers.problems).toMatchObject([
      { code: 'prometheus-no-node-matched' },
    ]);
    expect(strangers.problems[0].why).toContain('instance="10.9.9.9:9100"');
  });

  it('uses queries of the configuration, whose series may be of nodes instead of devices', async () => {
    addNode(engine, { node: 'a' });
    engine
      .has('my_queue', { labels: { host: 'a' }, value: '12' })
      .has('my_load', { labels: {}, value: '0.5' });
    const { samples, problems } = await read([node('a')], {
      nodeLabels: ['host', 'node'],
      scrapeIntervalSeconds: 15,
      queries: { queueDepth: 'my_queue[$__rate]', busyShare: 'my_load' },
    });
    expect(samples.get('a')?.[0]).toMatchObject({ queueDepth: 12, iops: 300 });
    expect(samples.get('a')?.[0]).not.toHaveProperty('busyShare');
    expect(engine.rangeQueries).toContain('my_queue[60s]');
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'prometheus-no-node-matched',
        what: 'Of the disks in prod is not measured: busy time',
      }),
    ]);
  });

  it('leaves out what is no value, and says what has the wrong unit', async () => {
    const values: Record<string, string> = {
      nan: 'NaN',
      infinite: '+Inf',
      empty: '',
      hex: 'x1',
      negative: '-1',
      percent: '97',
      rounded: '1.02',
    };
    for (const [name, value] of Object.entries(values)) {
      engine.has('node_disk_io_time_seconds_total', {
        labels: { node: name, device: 'sda' },
        value,
      });
    }
    const { samples, problems } = await read(
      Object.keys(values).map(name => node(name)),
    );
    expect([...samples.keys()]).toEqual(['rounded']);
    expect(samples.get('rounded')?.[0]).toEqual({ ...at, busyShare: 1 });
    expect(problems).toMatchObject([
      {
        code: 'prometheus-wrong-unit',
        what: 'Of the disks in prod is not measured: busy time',
        next: 'Correct pullPerformance.nodeDisks.prometheus[0].queries.busyShare.',
      },
    ]);
  });

  it('keeps gaps as gaps: an exporter that was restarted, a counter that has no rate yet', async () => {
    const labels = { node: 'a', device: 'sda', job: 'n' };
    engine
      .has('node_disk_io_time_weighted_seconds_total', {
        labels: { ...labels, pod: 'exporter-2' },
        value: seconds =>
          seconds * 1000 > noonMs + minuteMs ? '3' : undefined,
      })
      .has('node_disk_io_time_weighted_seconds_total', {
        labels: { ...labels, pod: 'exporter-1' },
        value: seconds => (seconds * 1000 === noonMs ? '2' : undefined),
      });
    const { samples, problems } = await read(
      [node('a')],
      {},
      { toMs: noonMs + 3 * minuteMs },
    );
    expect(problems).toEqual([]);
    expect(samples.get('a')).toEqual([
      { ...at, queueDepth: 2 },
      { ...at, atMs: noonMs + 2 * minuteMs, queueDepth: 3 },
    ]);
  });

  it('believes the first of several jobs that measure the same disk, and names it', async () => {
    addNode(engine, { node: 'a', job: 'z-agent' }, { queueDepth: '9' });
    addNode(engine, { node: 'a', job: 'exporter' }, { queueDepth: '8' });
    const { samples, problems } = await read([node('a')]);
    expect(samples.get('a')?.[0].queueDepth).toBe(8);
    expect(problems).toMatchObject([
      {
        code: 'prometheus-several-jobs',
        why: 'Several jobs measure the same disks of one node (a): exporter, z-agent; exporter was believed.',
      },
    ]);
  });

  it('drops values of other times, and says when the engine knows no others', async () => {
    addNode(engine, { node: 'a' });
    const shifted = (seconds: number) => ({
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { node: 'a', device: 'sda' },
            values: [[noonMs / 1000 + seconds, '1']],
          },
        ],
      },
    });
    engine.envelope = shifted(-3600);
    const stale = await read([node('a')]);
    expect(stale.samples.size).toBe(0);
    expect(stale.problems).toMatchObject([{ code: 'prometheus-other-times' }]);
    engine.envelope = shifted(30);
    const near = await read([node('a')]);
    expect(near.samples.get('a')).toHaveLength(1);
  });

  it('asks nothing of times to come', async () => {
    const { samples } = await read(
      [node('a')],
      {},
      {
        fromMs: Date.now() + minuteMs,
        toMs: Date.now() + 5 * minuteMs,
      },
    );
    expect(samples.size).toBe(0);
    expect(engine.requests).toHaveLength(0);
  });

  it('tells what the engine warns of, once, and what its clock is off', async () => {
    addNode(engine, { node: 'a' });
    engine.envelope = {
      warnings: ['store 10.0.0.1 timed out\u0007 token=abcdef', 'another'],
      infos: ['of no interest'],
    };
    engine.headers = { date: new Date(Date.now() - 3e5).toUTCString() };
    const { samples, problems } = await read([node('a')]);
    expect(samples.size).toBe(1);
    expect(problems).toMatchObject([
      {
        code: 'prometheus-partial',
        why: `'${engine.host}' says that its answer may not be whole: store 10.0.0.1 timed out token=… (and 1 more)`,
      },
      {
        code: 'prometheus-clock',
        why: `The clock of '${engine.host}' is 5 min behind Backstage's, so its newest values may be of other pulls.`,
      },
    ]);
  });

  it('has no trouble with labels and nodes that are named as parts of JavaScript', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    for (const name of names) {
      addNode(engine, {
        ...JSON.parse(`{"__proto__": "x", "constructor": "y"}`),
        node: name,
      });
    }
    const { samples, problems } = await read(names.map(name => node(name)));
    expect(problems).toEqual([]);
    expect([...samples.keys()].sort()).toEqual([...names].sort());
  });

  it('joins several engines of one cluster; the first is believed', async () => {
    const second = await FakeEngine.start();
    addNode(engine, { node: 'a' });
    addNode(second, { node: 'a' }, { queueDepth: '50' });
    addNode(second, { node: 'b' });
    const source = PrometheusDiskSource.create({
      configs: configsOf(
        { cluster: 'prod', url: engine.url },
        { cluster: 'prod', url: second.url },
        { cluster: 'other', url: 'http://127.0.0.1:1' },
      ),
    });
    sources.push(source);
    const { samples, problems } = await source.readDisks(
      request([node('a'), node('b')]),
    );
    await second.stop();
    expect(problems).toEqual([]);
    expect(samples.get('a')?.[0].queueDepth).toBe(4);
    expect(samples.get('b')).toHaveLength(2);
  });
});
