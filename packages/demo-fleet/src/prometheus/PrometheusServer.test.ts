import { clusters } from '../definitions/clusters';
import { services } from '../definitions/services';
import { Listener } from '../Listener';
import { ClusterSimulation } from '../simulation/ClusterSimulation';
import { SimulatedNode } from '../simulation/objects';
import { nodeMetrics } from './nodeMetrics';
import { PrometheusServer } from './PrometheusServer';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const token = 'of-the-test';
/** A Tuesday, in the morning of the cluster. */
const nowMs = Date.UTC(2026, 0, 6, 16);

interface Row {
  metric: Record<string, string>;
  value: [number, string];
  values: [number, string][];
}

describe('PrometheusServer', () => {
  let listener: Listener;
  let simulation: ClusterSimulation;

  beforeAll(async () => {
    const cluster = clusters.find(({ name }) => name === 'demo-eastus');
    if (!cluster) throw new Error('The cluster is gone');
    simulation = ClusterSimulation.create({
      seed: 1,
      cluster,
      services,
      startMs: Date.UTC(2026, 0, 5),
    });
    simulation.runUntil(nowMs);
    listener = await Listener.open();
    PrometheusServer.start({
      listener,
      token,
      nowMs: () => nowMs,
      series: () =>
        simulation.recentNodes().flatMap(node =>
          nodeMetrics(node, {
            nowMs: () => nowMs,
            pressureFrom: 'cadvisor',
          }),
        ),
    });
  });

  afterAll(async () => {
    await listener.stop();
  });

  async function ask(
    path: string,
    parameters: Record<string, string>,
    options: { method?: 'GET' | 'POST'; authorization?: string } = {},
  ) {
    const { method = 'GET', authorization = `Bearer ${token}` } = options;
    const form = new URLSearchParams(parameters);
    const isPost = method === 'POST';
    const url = `${listener.url}/api/v1/${path}`;
    const response = await fetch(isPost ? url : `${url}?${form}`, {
      method,
      headers: { authorization },
      body: isPost ? form : undefined,
    });
    return { status: response.status, text: await response.text() };
  }

  async function query(
    text: string,
    parameters: Record<string, string> = {},
  ): Promise<Row[]> {
    const answer = await ask('query', {
      query: text,
      time: `${nowMs / 1000}`,
      ...parameters,
    });
    expect([text, answer.status]).toEqual([text, 200]);
    return JSON.parse(answer.text).data.result;
  }

  async function lastHour(text: string, method?: 'POST'): Promise<Row[]> {
    const answer = await ask(
      'query_range',
      {
        query: text,
        start: `${(nowMs - HOUR_MS) / 1000}`,
        end: new Date(nowMs).toISOString(),
        step: '1m',
      },
      { method },
    );
    expect([text, answer.status]).toEqual([text, 200]);
    const { data, status } = JSON.parse(answer.text);
    expect([status, data.resultType]).toEqual(['success', 'matrix']);
    return data.result;
  }

  function nodesNow(): SimulatedNode[] {
    return simulation
      .recentNodes()
      .filter(({ removedAtMs }) => removedAtMs === undefined);
  }

  it('lets in who has the token', async () => {
    for (const authorization of ['', 'Bearer ', `Basic ${token}`, 'Bearer x']) {
      const answer = await ask('query', { query: '1' }, { authorization });
      expect(answer.status).toBe(401);
    }
    expect((await ask('query', { query: '1' })).status).toBe(200);
  });

  it('answers by GET and by POST what the disks did in each minute', async () => {
    const busy = 'rate(node_disk_io_time_seconds_total{device=~"sda"}[120s])';
    const rows = await lastHour(busy);
    expect(await lastHour(busy, 'POST')).toEqual(rows);
    const byNode = new Map(rows.map(row => [row.metric.node, row]));
    let highest = 0;
    for (const { name, disk, createdAtMs } of nodesNow()) {
      const row = byNode.get(name);
      if (!row) throw new Error(`No row of ${name}`);
      expect(row.metric).not.toHaveProperty('__name__');
      for (const [seconds, text] of row.values) {
        const atMs = seconds * 1000;
        const value = Number(text);
        expect(value).toBeLessThanOrEqual(1.0001);
        highest = Math.max(highest, value);
        const before = disk.countersAt(atMs - 2 * MINUTE_MS);
        const after = disk.countersAt(atMs);
        if (!before || !after || createdAtMs > atMs - 3 * MINUTE_MS) continue;
        const mean = (after.busySeconds - before.busySeconds) / 120;
        // Scrapes are up to 15 s away from the minute.
        expect(Math.abs(value - mean)).toBeLessThanOrEqual(0.27);
      }
    }
    const minutes = Array.from({ length: 61 }, (_, minute) =>
      Math.round((nowMs - HOUR_MS) / 1000 + 60 * minute),
    );
    const old = nodesNow().filter(one => one.createdAtMs < nowMs - 2 * HOUR_MS);
    expect(old.length).toBeGreaterThan(5);
    for (const { name } of old) {
      const seconds = byNode.get(name)?.values.map(([atSeconds]) => atSeconds);
      expect(seconds).toEqual(minutes);
    }
    // Without any pull it is 0.03 at most.
    expect(highest).toBeGreaterThan(0.05);
  });

  it('tells sums, either of two metrics, and shares of file systems', async () => {
    const nodes = nodesNow();
    const names = nodes.map(({ name }) => name).sort();
    const sorted = (rows: Row[]) => rows.map(row => row.metric.node).sort();
    const operations = await query(
      'rate(node_disk_reads_completed_total{}[2m]) + rate(node_disk_writes_completed_total{}[2m])',
    );
    expect(sorted(operations)).toEqual(names);
    for (const { value } of operations) {
      expect(Number(value[1])).toBeGreaterThan(5);
      expect(Number(value[1])).toBeLessThanOrEqual(500);
    }
    // Here it is the kubelet that tells the pressure.
    const pressure = await query(
      'rate(node_pressure_io_waiting_seconds_total{}[120s]) or rate(container_pressure_io_waiting_seconds_total{id="/"}[120s])',
    );
    expect(sorted(pressure)).toEqual(names);
    const used = await query(
      '1 - node_filesystem_avail_bytes{mountpoint=~"/|/var",fstype!="rootfs"} / node_filesystem_size_bytes{mountpoint=~"/|/var",fstype!="rootfs"}',
    );
    expect(sorted(used)).toEqual(names);
    for (const { metric, value } of used) {
      expect(metric).toMatchObject({ device: '/dev/root', mountpoint: '/' });
      const node = nodes.find(one => one.name === metric.node);
      const share =
        (node?.images.usedBytes ?? NaN) / (node?.images.capacityBytes ?? NaN);
      expect(Number(value[1])).toBeCloseTo(share, 1);
    }
    const [boot] = await query(
      `node_filesystem_size_bytes{mountpoint='/boot/efi',node="${names[0]}"}`,
    );
    expect(boot.metric.device).toBe('/dev/sda15');
    const [all] = await query('count(up) - sum(up) + max by (job) (up) * 0');
    expect(all).toBeUndefined();
    const [count] = await query('count by (job) (up)');
    expect(count).toMatchObject({
      metric: { job: 'node-exporter' },
      value: [nowMs / 1000, `${names.length}`],
    });
  });

  it('reckons rates as Prometheus: with what is missing at the ends of the range', async () => {
    // Scraped every 15 s, a counter that grows evenly grows in a minute by its minute's growth.
    const [node] = nodesNow();
    const selector = `node_disk_written_bytes_total{node="${node.name}"}`;
    const [rate] = await query(`rate(${selector}[1h])`);
    const [increase] = await query(`increase(${selector}[1h])`);
    const ratio = Number(increase.value[1]) / Number(rate.value[1]);
    expect(ratio).toBeCloseTo(3600, 6);
    const before = node.disk.countersAt(nowMs - HOUR_MS)?.writtenBytes ?? NaN;
    const after = node.disk.countersAt(nowMs)?.writtenBytes ?? NaN;
    const exact = Number(increase.value[1]) / (after - before);
    expect(exact).toBeGreaterThan(0.95);
    expect(exact).toBeLessThan(1.05);
    expect(await query(`rate(${selector}[10s])`)).toEqual([]);
  });

  it('knows nothing of what is forgotten, of the future, and of other metrics', async () => {
    expect(await query('node_load1')).toEqual([]);
    expect(await query('up{node="constructor"}')).toEqual([]);
    for (const time of [nowMs - 9 * 24 * HOUR_MS, nowMs + HOUR_MS]) {
      expect(await query('up', { time: `${time / 1000}` })).toEqual([]);
    }
  });

  it('says what it cannot answer', async () => {
    const times = { start: '0', end: '60', step: '60' };
    const cases = [
      ['query', { query: 'rate(up[5m]' }, 400, 'bad_data'],
      ['query', { query: '' }, 400, 'bad_data'],
      ['query', { query: 'up{node=~"("}' }, 400, 'bad_data'],
      ['query', { query: 'rate(up)' }, 400, 'bad_data'],
      ['query', { query: `up${' '.repeat(10_000)}` }, 400, 'bad_data'],
      [
        'query',
        { query: `${'('.repeat(99)}up${')'.repeat(99)}` },
        400,
        'bad_data',
      ],
      ['query', { query: 'up offset 5m' }, 422, 'execution'],
      ['query', { query: 'up == 1' }, 422, 'execution'],
      ['query', { query: 'up / on (node) up' }, 422, 'execution'],
      ['query', { query: 'histogram_quantile(0.9, up)' }, 422, 'execution'],
      ['query', { query: 'sum without (node) (up)' }, 422, 'execution'],
      ['query', { query: 'up[5m]' }, 422, 'execution'],
      ['query', { query: '{device="sda"} + {device="sda"}' }, 422, 'execution'],
      ['query', { query: 'up', time: 'yesterday' }, 400, 'bad_data'],
      ['query_range', { query: 'up' }, 400, 'bad_data'],
      ['query_range', { ...times, query: 'up', step: '0' }, 400, 'bad_data'],
      ['query_range', { ...times, query: 'up', step: '1e-9' }, 400, 'bad_data'],
      ['query_range', { ...times, query: 'up', end: '1e9' }, 400, 'bad_data'],
      ['query_range', { ...times, query: 'up', end: '-1' }, 400, 'bad_data'],
      [
        'query_range',
        {
          query: 'rate({node!=""}[100y])',
          start: `${nowMs / 1000 - 3600}`,
          end: `${nowMs / 1000}`,
          step: '1',
        },
        422,
        'execution',
      ],
    ] as const;
    for (const [path, parameters, status, errorType] of cases) {
      const answer = await ask(path, parameters);
      const about = JSON.stringify(parameters).slice(0, 80);
      expect([about, answer.status]).toEqual([about, status]);
      const body = JSON.parse(answer.text);
      expect(body.status).toBe('error');
      expect([about, body.errorType]).toEqual([about, errorType]);
      expect(body.error).not.toBe('');
    }
    expect((await ask('labels', {})).status).toBe(404);
    const long = await ask(
      'query',
      { query: 'x'.repeat(100_000) },
      { method: 'POST' },
    );
    expect(long.status).toBe(400);
  });

  it('cuts off what is above a limit, and says so', async () => {
    const { text } = await ask('query', {
      query: 'up',
      time: `${nowMs / 1000}`,
      limit: '2',
    });
    const { data, warnings } = JSON.parse(text);
    expect(data.result).toHaveLength(2);
    expect(warnings).toEqual(['results truncated due to limit']);
  });
});
