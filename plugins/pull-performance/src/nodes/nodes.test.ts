import fc from 'fast-check';
import {
  managedDisk,
  nodePool,
  serviceNode,
  throttledNode,
  unknownNode,
} from '../__testUtils__/nodes';
import { summarizeNodes } from './findings';
import { clockHour, hoursOfDay, mostThrottledHour } from './hours';
import { isTradeOff, usedLimit } from './limits';
import { nodeRows, worstFigures } from './nodeRows';
import { linkStrength, summarizePools, throttledShareOf } from './pools';
import {
  LONGEST_AXIS,
  placeMarks,
  queueAxisEnd,
  summarizeQueue,
} from './queueMarks';

describe('rows of nodes', () => {
  it('groups healthy nodes by pool and cluster, and no others', () => {
    const rows = nodeRows([
      throttledNode('t1'),
      throttledNode('t2'),
      unknownNode('u1'),
      serviceNode('h1'),
      serviceNode('h2', { cluster: 'prod-eus' }),
      serviceNode('h3'),
      serviceNode('h4', { nodePool: undefined }),
      serviceNode('h5', { nodePool: undefined }),
    ]);
    expect(
      rows.map(row =>
        row.kind === 'node'
          ? row.node.node
          : [
              row.group.cluster,
              row.group.nodePool,
              row.group.nodes.map(({ node }) => node),
            ],
      ),
    ).toEqual([
      't1',
      't2',
      'u1',
      ['prod-weu', 'apps', ['h1', 'h3']],
      // The only one of its pool stands for itself.
      'h2',
      ['prod-weu', undefined, ['h4', 'h5']],
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });

  it('tells the worst of each figure, and nothing of what is unknown', () => {
    expect(
      worstFigures([
        serviceNode('a', {
          pulls: 7,
          waitSeconds: { count: 7, p50: 1, p95: 3 },
          disk: managedDisk({
            queueDepth: 0.5,
            iopsShare: 0.2,
            bandwidthShare: 0.6,
            usedShare: undefined,
          }),
        }),
        serviceNode('b', {
          pulls: 3,
          // Too few for a p95, however long.
          waitSeconds: { count: 3, p50: 40, p95: 80 },
          disk: managedDisk({
            queueDepth: undefined,
            iopsShare: 0.4,
            bandwidthShare: undefined,
            usedShare: 0.3,
          }),
        }),
      ]),
    ).toEqual({
      pulls: 10,
      p95Seconds: 3,
      queueDepth: 0.5,
      used: { share: 0.6, by: 'bandwidth' },
      usedShare: 0.3,
    });
    expect(worstFigures([unknownNode('u')])).toEqual({ pulls: 3 });
  });

  it('names the limit that is closer', () => {
    expect(
      usedLimit(managedDisk({ iopsShare: 0.5, bandwidthShare: 0.5 })),
    ).toEqual({ share: 0.5, by: 'iops' });
    expect(
      usedLimit(managedDisk({ iopsShare: undefined, bandwidthShare: 0.1 })),
    ).toEqual({ share: 0.1, by: 'bandwidth' });
    expect(
      usedLimit(
        managedDisk({ iopsShare: undefined, bandwidthShare: undefined }),
      ),
    ).toBeUndefined();
    expect(usedLimit(undefined)).toBeUndefined();
  });

  it('knows a choice that is better in one way and worse in the other', () => {
    const more = { direction: 'more', ratio: 16 } as const;
    const less = { direction: 'less', ratio: 0.67 } as const;
    expect(isTradeOff({ iops: more, bytesPerSecond: less })).toBe(true);
    expect(isTradeOff({ iops: less, bytesPerSecond: more })).toBe(true);
    expect(isTradeOff({ iops: more, bytesPerSecond: more })).toBe(false);
    expect(
      isTradeOff({ iops: less, bytesPerSecond: { direction: 'unknown' } }),
    ).toBe(false);
  });
});

describe('summarizeNodes', () => {
  it('finds what throttled nodes have in common', () => {
    const summary = summarizeNodes([
      throttledNode('a'),
      throttledNode('b', {
        pulling: {
          seconds: 7200,
          observedSeconds: 7200,
          busySeconds: 0,
          throttledSeconds: 0,
        },
      }),
      serviceNode('h'),
      unknownNode('u'),
    ]);
    expect(summary).toMatchObject({
      nodes: 4,
      count: { healthy: 1, busy: 0, throttled: 2, full: 0, unknown: 1 },
      throttledPool: { cluster: 'prod-weu', nodePool: 'apps-nap' },
      throttledLimit: managedDisk().limit,
      unknownReason: { code: 'no-disk-source' },
    });
    expect(summary.throttledShare).toBeCloseTo(0.07);
  });

  it('claims nothing in common that is not', () => {
    const summary = summarizeNodes([
      throttledNode('a'),
      throttledNode('b', {
        cluster: 'prod-eus',
        disk: managedDisk({ limit: { iops: 500 } }),
      }),
      throttledNode('c', { disk: undefined }),
    ]);
    expect(summary.throttledPool).toBeUndefined();
    expect(summary.throttledLimit).toBeUndefined();
    expect(summarizeNodes([unknownNode('u')]).throttledShare).toBeUndefined();
  });
});

describe('marks of the queue plot', () => {
  it('leaves unknown depths out of lowest, median and highest', () => {
    const marks = [5, undefined, 1, 30, 21].map((queueDepth, index) => ({
      node: `n${index}`,
      health: 'healthy' as const,
      queueDepth,
    }));
    expect(summarizeQueue(marks, 20)).toEqual({
      known: 4,
      unknown: 1,
      lowest: 1,
      median: 13,
      highest: 30,
      long: 2,
    });
    expect(summarizeQueue([], 20)).toEqual({ known: 0, unknown: 0, long: 0 });
  });

  it('ends the axis behind the deepest queue, within bounds', () => {
    const end = (queueDepth: number) =>
      queueAxisEnd([{ node: 'n', health: 'busy', queueDepth }]);
    expect([end(0), end(26), end(500)]).toEqual([25, 30, LONGEST_AXIS]);
    expect(queueAxisEnd([])).toBe(25);
  });

  it('draws each known mark once, and covers none while a line is free', () => {
    const depths = fc.array(
      fc.option(fc.double({ min: 0, max: 80, noNaN: true })),
      {
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(depths, values => {
        const marks = values.map((depth, index) => ({
          node: `n${index}`,
          health: 'healthy' as const,
          queueDepth: depth ?? undefined,
        }));
        const lines = 5;
        const apart = 7;
        const placed = placeMarks(marks, {
          xOf: depth => depth * 3,
          lines,
          apart,
        });
        expect(placed.map(({ mark }) => mark.node).sort()).toEqual(
          marks
            .filter(({ queueDepth }) => queueDepth !== undefined)
            .map(({ node }) => node)
            .sort(),
        );
        for (const [index, { x, line }] of placed.entries()) {
          expect(Math.abs(line)).toBeLessThanOrEqual(2);
          const near = placed
            .slice(0, index)
            .filter(other => x - other.x < apart);
          const covered = near.some(other => other.line === line);
          expect(
            covered && new Set(near.map(other => other.line)).size < lines,
          ).toBe(false);
        }
      }),
    );
  });
});

describe('hours of the day', () => {
  it('keeps hours without a pull apart from those that were not measured', () => {
    const cells = hoursOfDay([
      ...nodePool().hours,
      // None of these is an hour of a day in which something was pulled.
      { hour: 24, pullingSeconds: 9, observedSeconds: 9, throttledSeconds: 9 },
      { hour: 1.5, pullingSeconds: 9, observedSeconds: 9, throttledSeconds: 9 },
      { hour: 2, pullingSeconds: 0, observedSeconds: 0, throttledSeconds: 0 },
    ]);
    expect(cells).toHaveLength(24);
    expect(cells.flatMap((cell, hour) => (cell ? [hour] : []))).toEqual([
      8, 9, 20,
    ]);
    expect(cells[9]?.throttledShare).toBeCloseTo(0.42);
    expect(cells[20]).toMatchObject({ throttledShare: undefined });
    expect([clockHour(8), clockHour(24)]).toEqual(['08:00', '24:00']);
  });

  it('finds the hour with most throttled time, not the highest share of a short one', () => {
    const short = nodePool({
      nodePool: 'short',
      hours: [
        { hour: 3, pullingSeconds: 5, observedSeconds: 5, throttledSeconds: 5 },
      ],
    });
    expect(mostThrottledHour([short, nodePool()])).toMatchObject({
      pool: { nodePool: 'apps-nap' },
      cell: { hour: 8 },
    });
    expect(mostThrottledHour([nodePool({ hours: [] })])).toBeUndefined();
  });
});

describe('summarizePools', () => {
  it('counts unknown apart from healthy, and of what kind the disks are', () => {
    expect(
      summarizePools([
        nodePool(),
        nodePool({
          nodePool: 'full',
          nodes: 4,
          health: { healthy: 1, busy: 0, throttled: 0, full: 1, unknown: 2 },
          parallelPulls: { mode: 'unknown', basis: '' },
          disk: undefined,
          waitHours: 2,
        }),
        nodePool({
          nodePool: 'local',
          nodes: 2,
          health: { healthy: 2, busy: 0, throttled: 0, full: 0, unknown: 0 },
          parallelPulls: { mode: 'parallel', basis: '' },
          disk: managedDisk({ kind: 'ephemeral' }),
          waitHours: 1,
        }),
      ]),
    ).toMatchObject({
      nodes: 9,
      measuredNodes: 7,
      unhealthyNodes: 3,
      unhealthyPools: [{ nodePool: 'apps-nap' }, { nodePool: 'full' }],
      unknownNodes: 2,
      unknownPools: [{ nodePool: 'full' }],
      serialNodes: 3,
      serialPools: [{ nodePool: 'apps-nap' }],
      serialUnknownNodes: 4,
      waitHours: 16.9,
      managedWaitHours: 13.9,
      unknownDiskWaitHours: 2,
    });
  });

  it('has no throttled share of what was not observed', () => {
    expect(
      throttledShareOf({ observedSeconds: 0, throttledSeconds: 0 }),
    ).toBeUndefined();
    expect(throttledShareOf({ observedSeconds: 4, throttledSeconds: 1 })).toBe(
      0.25,
    );
  });

  it('says in steps how well disk and wait go together', () => {
    expect([0.82, 0.5, 0.3, 0.29, -0.29, -0.3].map(linkStrength)).toEqual([
      'strong',
      'strong',
      'weak',
      'none',
      'none',
      'opposed',
    ]);
  });
});
