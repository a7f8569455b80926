import { FakeEngine } from './__testUtils__/FakeEngine';
import {
  addNode,
  minuteMs,
  node,
  noonMs,
  request,
  sourceOf,
} from './__testUtils__/disks';
import { PrometheusDiskSource } from './PrometheusDiskSource';

const exporter = { job: 'node-exporter' };
const [at, later] = [noonMs, noonMs + minuteMs].map(atMs => ({
  atMs,
  durationMs: minuteMs,
}));

describe('The disk that counts', () => {
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

  it('asks for all physical disks where file systems do not tell, and takes the only one', async () => {
    addNode(
      engine,
      { ...exporter, node: 'a' },
      { device: '/dev/mapper/vg-root' },
    );
    addNode(engine, { ...exporter, node: 'b' }, { device: 'overlay' });
    addNode(
      engine,
      { ...exporter, node: 'c' },
      { device: '/dev/dm-0', disk: 'dm-0' },
    );
    engine.has('node_disk_io_time_weighted_seconds_total', {
      labels: { node: 'b', device: 'dm-7' },
      value: '99',
    });
    const { samples, problems } = await read([node('a'), node('b'), node('c')]);
    expect(problems).toEqual([]);
    expect(samples.get('a')?.[0].queueDepth).toBe(4);
    expect(samples.get('b')?.[0].queueDepth).toBe(4);
    expect(samples.get('c')?.[0].queueDepth).toBe(4);
  });

  it('takes the disk that /dev/root was started from', async () => {
    addNode(
      engine,
      { ...exporter, node: 'a' },
      { device: '/dev/root', disk: 'sdb' },
    );
    engine
      .has('node_filesystem_size_bytes', {
        labels: { node: 'a', device: '/dev/sdb15', mountpoint: '/boot/efi' },
        value: '1e8',
      })
      .has('node_disk_io_time_weighted_seconds_total', {
        labels: { node: 'a', device: 'sda' },
        value: '99',
      });
    const { samples, problems } = await read([node('a')]);
    expect(problems).toEqual([]);
    expect(samples.get('a')?.[0].queueDepth).toBe(4);
  });

  it('leaves a disk unknown that it cannot tell from another, and takes the one that is configured', async () => {
    for (const name of ['a', 'b']) {
      addNode(engine, { node: name }, { device: '/dev/root' });
      engine.has('node_disk_io_time_weighted_seconds_total', {
        labels: { node: name, device: 'nvme1n1' },
        value: '7',
      });
    }
    const unclear = await read([node('a'), node('b')]);
    expect(unclear.samples.get('a')).toEqual([
      { ...at, ioPressureShare: 0.125, usedShare: 0.25 },
      { ...later, ioPressureShare: 0.125, usedShare: 0.25 },
    ]);
    expect(unclear.problems).toEqual([
      {
        code: 'prometheus-disk-unclear',
        what: 'The disks of nodes in prod are not measured, or not fully',
        why: 'Of 2 nodes (a, b) it is not known on which disk images lie: nvme1n1, sda; the file system at /var/lib/containerd does not tell.',
        next: 'Name the device in pullPerformance.nodeDisks.prometheus[0].device, for example device: nvme1n1, or the right path in .imagePath.',
      },
    ]);
    const clear = await read([node('a')], { device: 'nvme[0-9]n1' });
    expect(clear.problems).toEqual([]);
    expect(clear.samples.get('a')?.[0].queueDepth).toBe(7);
  });

  it('looks at the disk and the space of the path that is configured', async () => {
    addNode(engine, { node: 'a' });
    engine
      .has('node_filesystem_size_bytes', {
        labels: { node: 'a', device: '/dev/sdc', mountpoint: '/data/images' },
        value: '1e11',
      })
      .has('node_filesystem_avail_bytes', {
        labels: { node: 'a', device: '/dev/sdc', mountpoint: '/data/images' },
        value: '0.75',
      })
      .has('node_disk_io_time_weighted_seconds_total', {
        labels: { node: 'a', device: 'sdc' },
        value: '21',
      });
    const { samples } = await read([node('a')], {
      imagePath: '/data/images/containerd',
    });
    expect(samples.get('a')?.[0]).toEqual({
      ...at,
      queueDepth: 21,
      ioPressureShare: 0.125,
      usedShare: 0.75,
    });
  });
});
