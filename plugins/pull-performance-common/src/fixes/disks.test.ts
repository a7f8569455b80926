import { DiskChoice, NodeDisk, PullingTime } from '../schema/openapi';
import {
  afterChange,
  Draft,
  graded,
  healthyFacts,
  judged,
  node,
  onlyThat,
  reason,
  Row,
} from './__testUtils__/facts';

function pulling(others?: Partial<PullingTime>): PullingTime {
  return {
    seconds: 1000,
    observedSeconds: 1000,
    busySeconds: 0,
    throttledSeconds: 600,
    throttledBy: 'iops',
    ...others,
  };
}

/** A P10 disk on a Standard_D4s_v3: its ephemeral disk has more operations and fewer bytes. */
function p10(others?: Partial<NodeDisk>): NodeDisk {
  return {
    kind: 'managed',
    name: 'P10',
    tier: 'Premium_LRS',
    sizeBytes: 137e9,
    limit: { iops: 500, bytesPerSecond: 96e6 },
    limits: [
      { boundBy: 'P10 disk', iops: 500, bytesPerSecond: 100e6 },
      { boundBy: 'Standard_D4s_v3 uncached', iops: 6400, bytesPerSecond: 96e6 },
    ],
    alternatives: [choice()],
    sources: ['azure'],
    ...others,
  };
}

function choice(others?: Partial<DiskChoice>): DiskChoice {
  return {
    kind: 'ephemeral',
    name: 'ephemeral on cache',
    limit: { iops: 8000, bytesPerSecond: 64e6 },
    ...others,
  };
}

function throttled(): Draft {
  const facts = graded(healthyFacts(), 'nodeDiskHealth', 'D');
  facts.nodes[1] = node({
    health: 'throttled',
    reason,
    pulling: pulling(),
    disk: p10(),
  });
  return facts;
}

const by =
  (throttledBy: PullingTime['throttledBy'], disk?: Partial<NodeDisk>): Row[1] =>
  facts => {
    facts.nodes[1].pulling = pulling({ throttledBy });
    facts.nodes[1].disk = p10(disk);
  };

const ofArea: Row[] = [
  [
    'target met',
    f => {
      f.scorecard.areas.nodeDiskHealth = {
        ...f.scorecard.areas.nodeDiskHealth,
        grade: 'B',
      };
    },
    'bad-disks',
    'unmet',
  ],
  [
    'no grade',
    f => {
      f.scorecard.areas.nodeDiskHealth = {
        ...f.scorecard.areas.nodeDiskHealth,
        grade: 'unknown',
      };
    },
    'bad-disks',
    'unknown',
  ],
];

describe('ephemeral-os-disk', () => {
  it.each<Row>([
    ...ofArea,
    ['bytes are at the limit', by('bandwidth'), 'higher-limit', 'unmet'],
    [
      'a queue, and both limits higher',
      by('queueDepth', {
        alternatives: [choice({ limit: { iops: 600, bytesPerSecond: 97e6 } })],
      }),
      'higher-limit',
      'met',
    ],
    ['a queue, one limit lower', by('queueDepth'), 'higher-limit', 'unknown'],
    [
      'a queue, and none is higher',
      by('ioPressure', {
        alternatives: [choice({ limit: { iops: 500, bytesPerSecond: 1e6 } })],
      }),
      'higher-limit',
      'unmet',
    ],
    ['the cause unknown', by(undefined), 'higher-limit', 'unknown'],
    ['limits unknown', by('iops', { limit: {} }), 'higher-limit', 'unknown'],
    [
      'two places, one better',
      by('iops', {
        alternatives: [choice({ limit: { iops: 100 } }), choice()],
      }),
      'higher-limit',
      'met',
    ],
    [
      'kind unknown',
      by('iops', { kind: 'unknown' }),
      'not-ephemeral',
      'unknown',
    ],
    [
      'ephemeral already',
      by('iops', { kind: 'ephemeral' }),
      'not-ephemeral',
      'unmet',
    ],
  ])('%s', (...row) => {
    expect(
      afterChange({ id: 'ephemeral-os-disk', applying: throttled, row }),
    ).toEqual(onlyThat(row[3]));
  });

  it.each([
    ['no other disk known', [], 'unknown', 'unknown'],
    ['only others', [choice({ kind: 'managed' })], 'unmet', 'notApplicable'],
  ] as const)('%s', (_, alternatives, offered, state) => {
    const facts = throttled();
    by('iops', { alternatives: [...alternatives] })(facts);
    const fix = judged(facts, 'ephemeral-os-disk');
    expect(fix.state).toBe(state);
    expect(fix.conditions.find(one => one.id === 'offered')?.state).toBe(
      offered,
    );
  });

  it('says why', () => {
    expect(judged(throttled(), 'ephemeral-os-disk').why).toBe(
      '1 of 2 nodes with a known disk were throttled; 1 of them in the pool user (Standard_D4s_v3) of weu; operations are at the limit: 500 IOPS now, 8\u2009000 IOPS with ephemeral on cache.',
    );
  });

  it('looks at what most nodes have in common', () => {
    const facts = throttled();
    facts.nodes.push(
      ...[1, 2].map(() => ({ ...facts.nodes[1], nodePool: 'spot' })),
    );
    expect(judged(facts, 'ephemeral-os-disk').why).toMatch(
      /^3 of 4 nodes .*; 2 of them in the pool spot \(/,
    );
  });

  it('is of no use where disks are full, not throttled', () => {
    const facts = throttled();
    facts.nodes[1].health = 'full';
    expect(judged(facts, 'ephemeral-os-disk')).toMatchObject({
      state: 'notApplicable',
      why: 'None of 2 nodes with a known disk was throttled.',
    });
  });

  it('is unknown where no disk is known', () => {
    const facts = graded(healthyFacts(), 'nodeDiskHealth', 'unknown');
    facts.nodes = [];
    const { state, why } = judged(facts, 'ephemeral-os-disk');
    expect([state, why]).toEqual([
      'unknown',
      'Something is unknown; 4 more conditions cannot be told.',
    ]);
  });
});

describe('larger-os-disk', () => {
  it('is of no use where disks keep up', () => {
    const facts = throttled();
    facts.nodes[1].health = 'busy';
    expect(judged(facts, 'larger-os-disk')).toMatchObject({
      state: 'notApplicable',
      why: 'None of 2 nodes with a known disk was throttled or full.',
    });
  });

  it.each<Row>([
    ...ofArea,
    ['the machine sets the limit', by('bandwidth'), 'larger-helps', 'unmet'],
    [
      'a class that does not grow',
      by('iops', { tier: 'StandardSSD_LRS' }),
      'larger-helps',
      'unmet',
    ],
    [
      'a class that nobody knows',
      by('iops', { tier: 'sda' }),
      'larger-helps',
      'unknown',
    ],
    [
      'limit of the machine unknown',
      by('iops', { limits: [{ boundBy: 'P10 disk', iops: 500 }] }),
      'larger-helps',
      'unknown',
    ],
    ['a queue', by('queueDepth'), 'larger-helps', 'unknown'],
    ['the cause unknown', by(undefined), 'larger-helps', 'unknown'],
    [
      'ephemeral, a managed one has more',
      by('bandwidth', {
        kind: 'ephemeral',
        alternatives: [
          choice({ kind: 'managed', limit: { bytesPerSecond: 200e6 } }),
        ],
      }),
      'larger-helps',
      'met',
    ],
    [
      'ephemeral, a managed one has less',
      by('bandwidth', {
        kind: 'ephemeral',
        alternatives: [
          choice({ kind: 'managed', limit: { bytesPerSecond: 90e6 } }),
        ],
      }),
      'larger-helps',
      'unmet',
    ],
    [
      'ephemeral, others unknown',
      by('bandwidth', { kind: 'ephemeral', alternatives: [] }),
      'larger-helps',
      'unknown',
    ],
    [
      'kind unknown',
      by('iops', { kind: 'unknown' }),
      'larger-helps',
      'unknown',
    ],
    [
      'full',
      f => {
        f.nodes[1].health = 'full';
      },
      'larger-helps',
      'met',
    ],
    [
      'full and ephemeral',
      f => {
        f.nodes[1].health = 'full';
        f.nodes[1].disk!.kind = 'ephemeral';
      },
      'larger-helps',
      'unknown',
    ],
  ])('%s', (...row) => {
    expect(
      afterChange({ id: 'larger-os-disk', applying: throttled, row }),
    ).toEqual(onlyThat(row[3]));
  });

  it.each([
    ['throttled', 'P10 allows 500 IOPS, the machine 6\u2009400 IOPS'],
    ['full', 'a managed disk, 137.0 GB, was used up to 91 %; it can be larger'],
  ] as const)('says why: %s', (health, text) => {
    const facts = throttled();
    Object.assign(facts.nodes[1], { health, disk: p10({ usedShare: 0.91 }) });
    expect(judged(facts, 'larger-os-disk').why.replace('\u202f', ' ')).toBe(
      `1 of 2 nodes with a known disk were throttled or full; 1 of them in the pool user (Standard_D4s_v3) of weu; ${text}.`,
    );
  });
});
