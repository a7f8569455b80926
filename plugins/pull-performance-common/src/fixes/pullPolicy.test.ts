import {
  afterChange,
  healthyFacts,
  image,
  judged,
  onlyThat,
  Row,
  score,
  workload,
} from './__testUtils__/facts';

const reference = 'registry.example.com/shop/web:1.4.2';

function applying() {
  const facts = healthyFacts();
  facts.workloads[0].containers[0].pullPolicy = 'Always';
  facts.scorecard.clusters[0].counts.checked = 412;
  return facts;
}

const named =
  (name: string): Row[1] =>
  facts => {
    facts.images = [image({ reference: name })];
    facts.workloads[0].containers[0].image = name;
  };

describe('pull-policy', () => {
  it.each<Row>([
    [
      'a digest',
      named(`web@sha256:${'a'.repeat(64)}`),
      'fixed-reference',
      'met',
    ],
    [
      'a digest of an image that nobody told',
      f => {
        named(`web:latest@sha256:${'a'.repeat(64)}`)(f);
        f.images = [];
      },
      'fixed-reference',
      'met',
    ],
    ['a commit', named('web:3f2c1ab'), 'fixed-reference', 'met'],
    ['latest', named('web:latest'), 'fixed-reference', 'unmet'],
    ['no tag', named('web'), 'fixed-reference', 'unmet'],
    ['a branch', named('web:release'), 'fixed-reference', 'unmet'],
    ['a snapshot', named('web:1.4-SNAPSHOT'), 'fixed-reference', 'unmet'],
    [
      'a moving word beside a version',
      named('web:edge-2'),
      'fixed-reference',
      'unmet',
    ],
    [
      'a tag that moved',
      f => {
        f.images[0].tagMoved = true;
      },
      'fixed-reference',
      'unmet',
    ],
    [
      'a tag that moved for some',
      f => {
        f.images.push(image({ tagMoved: true }));
      },
      'fixed-reference',
      'unmet',
    ],
    [
      'a tag that had another digest',
      f => {
        f.images[0].versions.forEach(one => {
          one.reference = reference;
        });
      },
      'fixed-reference',
      'unmet',
    ],
    [
      'a registry that does not tell',
      f => {
        delete f.images[0].tagMoved;
      },
      'fixed-reference',
      'unknown',
    ],
    [
      'no image known',
      f => {
        f.images = [];
      },
      'fixed-reference',
      'unknown',
    ],
    ['no reference', named('!'), 'fixed-reference', 'unknown'],
    [
      'no checks',
      f => {
        f.scorecard.clusters = [score()];
      },
      'checked-pulls',
      'unmet',
    ],
    [
      'no pulls',
      f => {
        f.scorecard.clusters = [];
      },
      'checked-pulls',
      'unknown',
    ],
  ])('%s', (...row) => {
    expect(afterChange({ id: 'pull-policy', applying, row })).toEqual(
      onlyThat(row[3]),
    );
  });

  it.each<Row>([
    [
      'IfNotPresent',
      f => {
        f.workloads[0].containers[0].pullPolicy = 'IfNotPresent';
      },
      'policy-always',
      'unmet',
    ],
    [
      'not told',
      f => {
        delete f.workloads[0].containers[0].pullPolicy;
      },
      'policy-always',
      'unknown',
    ],
    [
      'only some told',
      f => {
        f.workloads[0].containers = [
          { name: 'a', kind: 'init', image: 'a:1' },
          { name: 'b', kind: 'container', image: 'b:1', pullPolicy: 'Never' },
        ];
      },
      'policy-always',
      'unknown',
    ],
    [
      'for debugging only',
      f => {
        f.workloads[0].containers[0].kind = 'ephemeral';
      },
      'policy-always',
      'unknown',
    ],
    [
      'no workload',
      f => {
        f.workloads = [];
      },
      'policy-always',
      'unknown',
    ],
  ])(
    'without the policy Always there is no reference to judge: %s',
    (...row) => {
      expect(afterChange({ id: 'pull-policy', applying, row })).toMatchObject({
        condition: row[3],
        others: ['fixed-reference'],
      });
    },
  );

  it('changes only what never moves, where most pulls were checks', () => {
    const facts = applying();
    facts.scorecard.clusters.push(
      score({
        cluster: 'eus',
        counts: { cold: 1, warm: 0, checked: 900, present: 0, failed: 0 },
      }),
    );
    facts.workloads = ['weu', 'eus'].map(cluster =>
      workload({
        cluster,
        containers: [
          {
            name: 'proxy',
            kind: 'init',
            image: 'proxy:latest',
            pullPolicy: 'Always',
          },
          {
            name: 'web',
            kind: 'container',
            image: reference,
            pullPolicy: 'Always',
          },
          {
            name: 'old',
            kind: 'container',
            image: reference,
            pullPolicy: 'Never',
          },
        ],
      }),
    );
    delete facts.scorecard.areas.pullTime.worstCluster;
    expect(judged(facts, 'pull-policy')).toMatchObject({
      why: '900 pulls in eus only asked the registry for what was on the node, and 1 container of Deployment/web with the policy Always need not ask.',
      values: {
        entityRef: 'component:default/web',
        target: 'eus/shop/Deployment/web',
        containers: ['web'],
      },
    });
    facts.scorecard.areas.pullTime.worstCluster = 'weu';
    expect(judged(facts, 'pull-policy').values).toMatchObject({
      target: 'weu/shop/Deployment/web',
    });
  });
});
