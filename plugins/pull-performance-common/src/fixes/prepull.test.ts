import {
  afterChange,
  Draft,
  graded,
  healthyFacts,
  image,
  judged,
  node,
  onlyThat,
  Row,
  score,
  workload,
} from './__testUtils__/facts';

const slow = () => graded(healthyFacts(), 'pullTime', 'D');

/** Five rollouts, on workdays from 07:00 to 09:59 UTC, and what was there at the start. */
function withRollouts(facts: Draft): Draft {
  facts.images[0].versions = [
    '2026-11-20T07:10:00Z',
    '2026-11-19T09:59:00Z',
    '2026-11-18T08:00:00Z',
    '2026-11-17T07:30:00Z',
    '2026-11-16T08:30:00Z',
    '2026-11-15T23:00:00Z',
  ].map((firstSeenAt, index) => ({ digest: `sha256:${index}`, firstSeenAt }));
  return facts;
}

const common: Row[] = [
  [
    'just over the target',
    f => void graded(f, 'pullTime', 'C'),
    'slow-pulls',
    'met',
  ],
  [
    'no grade',
    f => {
      f.scorecard.areas.pullTime = {
        ...f.scorecard.areas.pullTime,
        grade: 'unknown',
      };
    },
    'slow-pulls',
    'unknown',
  ],
  [
    'target met',
    f => {
      f.scorecard.areas.pullTime = {
        ...f.scorecard.areas.pullTime,
        grade: 'B',
        value: 8,
      };
    },
    'slow-pulls',
    'unmet',
  ],
  [
    '19 of 20 on the node',
    f => {
      f.scorecard.clusters[0].counts = {
        cold: 15,
        warm: 10,
        checked: 0,
        present: 475,
        failed: 0,
      };
    },
    'missing-on-nodes',
    'met',
  ],
  [
    'more on the node',
    f => {
      f.scorecard.clusters[0].counts = {
        cold: 14,
        warm: 10,
        checked: 50,
        present: 425,
        failed: 0,
      };
    },
    'missing-on-nodes',
    'unmet',
  ],
  [
    'half of the waiting for checks',
    f => {
      f.scorecard.clusters = [
        score({
          gradedWaitSeconds: { count: 9, p50: 1, p95: 1, max: 1, sum: 750 },
        }),
      ];
    },
    'waits-for-bytes',
    'met',
  ],
  [
    'most of the waiting for checks',
    f => {
      f.scorecard.clusters = [
        score({
          gradedWaitSeconds: { count: 9, p50: 1, p95: 1, max: 1, sum: 740 },
        }),
      ];
    },
    'waits-for-bytes',
    'unmet',
  ],
  [
    'no waits',
    f => {
      f.scorecard.clusters = [score({ waitSeconds: undefined })];
    },
    'waits-for-bytes',
    'unknown',
  ],
  [
    'many new nodes',
    f => {
      f.clusters[0].nodes = 100;
      f.clusters[0].youngNodesShare = 0.61;
    },
    'nodes-before-pods',
    'unmet',
  ],
  [
    'as many as half of the pulls',
    f => {
      f.clusters[0].nodes = 100;
      f.clusters[0].youngNodesShare = 0.6;
    },
    'nodes-before-pods',
    'met',
  ],
  [
    'gone nodes that were new',
    f => {
      f.nodes = Array.from({ length: 61 }, () =>
        node({ createdAt: '2026-11-15T00:00:00Z' }),
      );
    },
    'nodes-before-pods',
    'unmet',
  ],
  [
    'no ages',
    f => {
      delete f.clusters[0].youngNodesShare;
    },
    'nodes-before-pods',
    'unknown',
  ],
  [
    'no workload',
    f => {
      f.workloads = [workload({ cluster: 'eus' })];
    },
    'workload',
    'unknown',
  ],
  [
    'no readable image',
    f => {
      f.workloads[0].containers[0].image = '!';
    },
    'workload',
    'unknown',
  ],
  [
    'a DaemonSet',
    f => {
      f.workloads = [workload({ kind: 'DaemonSet' })];
    },
    'workload',
    'unmet',
  ],
  [
    'a quarter of the disks full',
    f => {
      f.nodes = [1, 2, 3, 4].map(() => node());
      f.nodes[0].health = 'full';
    },
    'room-on-disks',
    'met',
  ],
  [
    'more full disks',
    f => {
      f.nodes[0].health = 'full';
    },
    'room-on-disks',
    'unmet',
  ],
  [
    'disks unknown, none told to be full',
    f => {
      f.nodes.forEach(one => {
        one.health = 'unknown';
      });
    },
    'room-on-disks',
    'met',
  ],
  [
    'no nodes',
    f => {
      f.nodes = [];
    },
    'room-on-disks',
    'unknown',
  ],
];

describe('prepull-daemonset', () => {
  it.each(common)('%s', (...row) => {
    expect(
      afterChange({ id: 'prepull-daemonset', applying: slow, row }),
    ).toEqual(onlyThat(row[3]));
  });

  it('says why, and fills the form for the workload that matters most', () => {
    const facts = slow();
    facts.workloads.push(
      workload({ name: 'small', containers: [] }),
      workload({ cluster: 'eus' }),
    );
    facts.workloads[0].containers.push(
      { name: 'init', kind: 'init', image: 'busybox:1.36' },
      { name: 'again', kind: 'init', image: 'busybox:1.36' },
      { name: 'debug', kind: 'ephemeral', image: 'debug:1' },
      { name: '', kind: 'volume', image: 'model:7' },
    );
    expect(judged(facts, 'prepull-daemonset')).toMatchObject({
      state: 'applies',
      why: 'Pods in weu wait 32.1 s (p95) for images, and 120 of 500 pulls found theirs missing on the node; 2 rollouts of it are known, each of which the pre-pull has to precede.',
      template: 'add-prepull-daemonset',
      values: {
        entityRef: 'component:default/web',
        target: 'weu/shop/Deployment/web',
        images: [
          'registry.example.com/shop/web:1.4.2',
          'busybox:1.36',
          'model:7',
        ],
        mode: 'daemonset',
        technique: 'auto',
      },
    });
  });

  it('says which conditions fail', () => {
    const { why, values } = judged(healthyFacts(), 'prepull-daemonset');
    expect(why).toBe('The target of 10.0 s is met: p95 wait of 3.0 s in weu.');
    expect(values).toBeUndefined();
  });

  it('counts each image of a pod on a new node', () => {
    const facts = slow();
    facts.clusters[0].nodes = 100;
    facts.clusters[0].youngNodesShare = 0.31;
    facts.workloads[0].containers.push({
      name: 'proxy',
      kind: 'container',
      image: 'proxy:1',
    });
    const { conditions } = judged(facts, 'prepull-daemonset');
    expect(conditions.find(one => one.id === 'nodes-before-pods')).toEqual({
      id: 'nodes-before-pods',
      what: 'Nodes are there before the pods',
      state: 'unmet',
      evidence:
        '31 nodes joined weu in the window, so at most 62 of 120 pulls that brought bytes were the first on a new node, where a pre-pull comes too late',
    });
  });
});

describe('prepull-scheduled', () => {
  const applying = () => withRollouts(slow());

  it.each<Row>([
    // Without a workload its rollouts are not known either.
    ...common.filter(([, , condition]) => condition !== 'workload'),
    [
      'too few rollouts',
      f => void f.images[0].versions.pop(),
      'quiet-hours',
      'unknown',
    ],
    [
      'no versions',
      f => {
        f.images = [];
      },
      'quiet-hours',
      'unknown',
    ],
    [
      'rollouts around the clock',
      f => {
        f.images[0].versions[0].firstSeenAt = '2026-11-20T20:00:00Z';
      },
      'quiet-hours',
      'unmet',
    ],
    [
      'half of the day quiet',
      f => {
        f.images[0].versions[0].firstSeenAt = '2026-11-20T18:00:00Z';
      },
      'quiet-hours',
      'met',
    ],
  ])('%s', (...row) => {
    expect(afterChange({ id: 'prepull-scheduled', applying, row })).toEqual(
      onlyThat(row[3]),
    );
  });

  it.each([
    ['an hour before, on workdays', undefined, '0 6 * * 1-5'],
    ['on weekends too', '2026-11-21T07:00:00Z', '0 6 * * *'],
    ['around midnight', '2026-11-20T00:00:00Z', '0 23 * * *'],
  ])('chooses the hour: %s', (_, at, schedule) => {
    const facts = applying();
    if (at === '2026-11-20T00:00:00Z') {
      facts.images[0].versions.forEach(one => {
        one.firstSeenAt = one.firstSeenAt.replace(/T\d\d/, 'T00');
      });
    } else if (at) {
      facts.images[0].versions[0].firstSeenAt = at;
    }
    expect(judged(facts, 'prepull-scheduled').values).toMatchObject({
      mode: 'cronjob',
      schedule,
    });
  });

  it('says which hours', () => {
    expect(judged(applying(), 'prepull-scheduled').why).toBe(
      'Pods in weu wait 32.1 s (p95) for images, and 120 of 500 pulls found theirs missing on the node; all 5 known rollouts were between 07:00 and 10:00 UTC, so there is a quiet time to fetch them.',
    );
  });

  it('looks only at images of that workload', () => {
    const facts = slow();
    facts.images.push(
      withRollouts({ ...slow(), images: [image({ reference: 'other:1' })] })
        .images[0],
    );
    expect(judged(facts, 'prepull-scheduled').state).toBe('unknown');
  });
});
