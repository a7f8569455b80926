import fc from 'fast-check';
import {
  keptUp,
  summaries,
  throttledBy,
} from '../nodes/__testUtils__/summaries';
import { judgeNode } from '../nodes/nodeHealth';
import { defaultDiskThresholds as thresholds } from '../nodes/thresholds';
import { JudgedNode } from '../nodes/types';
import { scoreNodeDiskHealth } from './scoreNodeDiskHealth';
import { defaultScoreSettings } from './settings';

const limits = defaultScoreSettings.limits.nodeDiskHealth;
const reasonWithoutNodes = { code: 'no-nodes', what: '-', why: '-', next: '-' };
const nbsp = '\u202f';

function score(...groups: JudgedNode[][]) {
  return scoreNodeDiskHealth({
    nodes: groups.flat(),
    limits,
    reasonWithoutNodes,
  });
}

function nodes(
  count: number,
  node: Partial<JudgedNode> & Pick<JudgedNode, 'health'>,
): JudgedNode[] {
  return Array.from({ length: count }, (_, index) => ({
    cluster: 'prod-weu',
    node: `${node.health}-${index}`,
    summary: node.health === 'unknown' ? undefined : keptUp,
    ...node,
  }));
}

const d4sWithP10 = {
  iops: 500,
  iopsBoundBy: 'P10 disk',
  bytesPerSecond: 96e6,
  bytesBoundBy: 'Standard_D4s_v3',
};
// 14 % of 40 minutes.
const byIops = {
  health: 'throttled',
  summary: throttledBy({ iops: 336 }),
  limit: d4sWithP10,
} as const;
const healthy = { health: 'healthy' } as const;
const unknown = { health: 'unknown' } as const;

describe('scoreNodeDiskHealth', () => {
  it('grades the share of nodes that were throttled, and names the limit', () => {
    expect(score(nodes(2, byIops), nodes(16, healthy))).toEqual({
      grade: 'D',
      value: 2 / 18,
      unit: 'share',
      samples: 18,
      confidence: 'high',
      evidence: `2 of 18 nodes throttled 14${nbsp}% of pull time (P10 500 IOPS)`,
      target: 0.05,
      limits,
      worstCluster: 'prod-weu',
    });
  });

  it.each<[string, JudgedNode[], string]>([
    ['all kept up', nodes(6, healthy), 'All 6 nodes kept up'],
    ['one kept up', nodes(1, healthy), 'Its only node kept up'],
    [
      'some were busy',
      [...nodes(4, healthy), ...nodes(2, { health: 'busy' })],
      'All 6 nodes kept up, 2 busy',
    ],
    [
      'some are unknown',
      [...nodes(14, healthy), ...nodes(2, unknown)],
      '14 known nodes kept up; 2 unknown',
    ],
    [
      'bytes, set by the machine',
      [
        ...nodes(2, { ...byIops, summary: throttledBy({ bandwidth: 336 }) }),
        ...nodes(16, healthy),
      ],
      `2 of 18 nodes throttled 14${nbsp}% of pull time (D4s_v3 96 MB/s)`,
    ],
    [
      'throttled and unknown ones: the share of the time gives way',
      [...nodes(2, byIops), ...nodes(14, healthy), ...nodes(2, unknown)],
      '2 of 16 nodes throttled (P10 disk 500 IOPS); 2 unknown',
    ],
    [
      'a queue',
      nodes(1, {
        health: 'throttled',
        summary: throttledBy({ queueDepth: 336 }, { queueDepth: 45.4 }),
      }),
      `1 of 1 node throttled 14${nbsp}% of pull time (queue of 45)`,
    ],
    [
      'pressure',
      [
        ...nodes(3, {
          health: 'throttled',
          summary: throttledBy({ ioPressure: 2400 }),
        }),
        ...nodes(9, healthy),
      ],
      `3 of 12 nodes throttled 100${nbsp}% of pull time (I/O pressure)`,
    ],
    [
      'a limit that only the source knows',
      nodes(1, { ...byIops, limit: undefined }),
      `1 of 1 node throttled 14${nbsp}% of pull time (IOPS limit)`,
    ],
    [
      'a limit with a long name',
      nodes(1, {
        ...byIops,
        limit: { iops: 500, iopsBoundBy: 'as the platform team measured it' },
      }),
      '1 of 1 node throttled (as the platform… 500 IOPS)',
    ],
    [
      'a limit with a long name, beside unknown ones',
      [
        ...nodes(12, {
          ...byIops,
          limit: { iops: 500, iopsBoundBy: 'as the platform team measured it' },
        }),
        ...nodes(2, unknown),
      ],
      '12 of 12 nodes throttled (500 IOPS); 2 unknown',
    ],
    [
      'nearly full',
      [
        ...nodes(1, {
          health: 'full',
          summary: { ...keptUp, usedShare: 0.91 },
        }),
        ...nodes(5, healthy),
      ],
      `1 of 6 nodes nearly full (91${nbsp}%)`,
    ],
    [
      'full as Kubernetes says',
      nodes(2, { health: 'full', summary: { ...keptUp, diskPressure: true } }),
      '2 of 2 nodes nearly full (DiskPressure)',
    ],
    [
      'throttled and full ones',
      [
        ...nodes(2, byIops),
        ...nodes(1, { health: 'full' }),
        ...nodes(15, healthy),
      ],
      '2 of 18 nodes throttled (P10 disk 500 IOPS), 1 nearly full',
    ],
  ])('says in its evidence: %s', (_, given, evidence) => {
    expect(score(given).evidence).toBe(evidence);
  });

  it('names the limit of what throttled longest, of the node at it longest', () => {
    const slower = { ...d4sWithP10, iops: 120, iopsBoundBy: 'P4 disk' };
    const area = score(
      nodes(1, { ...byIops, summary: throttledBy({ bandwidth: 400 }) }),
      nodes(1, { ...byIops, summary: throttledBy({ iops: 310 }) }),
      nodes(1, {
        ...byIops,
        limit: slower,
        summary: throttledBy({ iops: 350 }),
      }),
    );
    expect(area.evidence).toContain('(P4 disk 120 IOPS)');
  });

  it('decides by the cluster with the largest share', () => {
    const area = score(
      nodes(2, { ...byIops, cluster: 'large' }),
      nodes(18, { ...healthy, cluster: 'large' }),
      nodes(1, { ...byIops, cluster: 'small' }),
      nodes(1, { ...healthy, cluster: 'small' }),
      nodes(9, { ...healthy, cluster: 'fine' }),
    );
    expect(area.worstCluster).toBe('small');
    expect(area.value).toBe(3 / 31);
    expect(score(nodes(3, healthy)).worstCluster).toBeUndefined();
  });

  it('has no grade without nodes', () => {
    expect(score()).toMatchObject({
      grade: 'unknown',
      confidence: 'none',
      reason: reasonWithoutNodes,
    });
  });

  it('has no grade when more than half is unknown, and says how many', () => {
    const area = score(nodes(3, unknown), nodes(2, byIops));
    expect(area).toMatchObject({
      grade: 'unknown',
      samples: 2,
      confidence: 'none',
      evidence: 'Disks of 3 of 5 nodes are unknown; 2 throttled or full',
      reason: {
        code: 'too-few-disks-known',
        what: 'The disks of 3 of 5 nodes are unknown',
      },
    });
    expect(area).not.toHaveProperty('value');
    expect(score(nodes(4, unknown)).evidence).toBe(
      'Disks of 4 of 4 nodes are unknown',
    );
    expect(score(nodes(1, unknown)).evidence).toBe(
      'The disk of its only node is unknown',
    );
    expect(score(nodes(2, unknown), nodes(2, healthy))).toMatchObject({
      grade: 'A',
      evidence: '2 known nodes kept up; 2 unknown',
    });
  });

  it('leaves unknown nodes out of the share', () => {
    const area = score(nodes(2, byIops), nodes(14, healthy), nodes(2, unknown));
    expect(area).toMatchObject({ value: 2 / 16, samples: 16 });
  });

  it('says why they are unknown where that is given', () => {
    const reasonOfUnknown = { ...reasonWithoutNodes, code: 'no-disk-source' };
    const area = scoreNodeDiskHealth({
      nodes: nodes(3, unknown),
      limits,
      reasonWithoutNodes,
      reasonOfUnknown,
    });
    expect(area.reason).toBe(reasonOfUnknown);
  });

  it('is as sure as nodes are known', () => {
    const sure = (known: number, others: number) =>
      score(nodes(known, healthy), nodes(others, unknown)).confidence;
    expect(sure(10, 0)).toBe('high');
    expect(sure(8, 2)).toBe('medium');
    expect(sure(7, 3)).toBe('low');
    expect(sure(5, 5)).toBe('low');
  });

  describe('of any nodes', () => {
    const name = fc.oneof(
      fc.string({ maxLength: 200, unit: 'grapheme' }),
      fc.constantFrom(
        '\u202e'.repeat(500),
        '\n\u0000',
        'x'.repeat(5000),
        '𒐫'.repeat(90),
        'P10 disk',
      ),
    );
    const figure = fc.option(fc.double(), { nil: undefined });
    const node = fc
      .record({
        cluster: fc.constantFrom('a', 'b', '__proto__', 'constructor'),
        node: name,
        summary: fc.option(summaries, { nil: undefined }),
        limit: fc.option(
          fc.record({
            iops: figure,
            iopsBoundBy: name,
            bytesPerSecond: figure,
            bytesBoundBy: name,
          }),
          { nil: undefined },
        ),
      })
      .map((given): JudgedNode => {
        const noSource = reasonWithoutNodes;
        const { health } = judgeNode(given.summary, { thresholds, noSource });
        return { ...given, health };
      });
    const many = fc.tuple(
      fc.array(node, { maxLength: 30 }),
      fc.constantFrom(1, 1, 7, 400),
    );

    it('is a share, and says so in at most 60 plain characters', () => {
      fc.assert(
        fc.property(many, ([given, times]) => {
          const all = Array.from({ length: times }, () => given).flat();
          const { value, grade, evidence, samples } = score(all);
          expect([...evidence].length).toBeLessThanOrEqual(60);
          expect(evidence).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]|NaN|undefined/u);
          const known = all.filter(({ health }) => health !== 'unknown').length;
          expect(samples).toBe(all.length > 0 ? known : 0);
          expect(grade === 'unknown').toBe(
            known === 0 || 2 * known < all.length,
          );
          expect(value === undefined).toBe(grade === 'unknown');
          expect(value ?? 0).toBeGreaterThanOrEqual(0);
          expect(value ?? 0).toBeLessThanOrEqual(1);
        }),
        { numRuns: 300 },
      );
    });

    it('never gets better when one more node is throttled', () => {
      fc.assert(
        fc.property(fc.array(node, { maxLength: 30 }), given => {
          const before = score(given);
          fc.pre(before.grade !== 'unknown');
          const after = score(given, nodes(1, byIops));
          expect(after.value).toBeGreaterThanOrEqual(before.value ?? NaN);
        }),
      );
    });
  });
});
