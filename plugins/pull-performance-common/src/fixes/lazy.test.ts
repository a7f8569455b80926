import {
  afterChange,
  graded,
  healthyFacts,
  image,
  judged,
  onlyThat,
  reason,
  Row,
  workload,
} from './__testUtils__/facts';

const estargzImage = () =>
  image({
    reference: 'registry.example.com/shop/other:1',
    compressedBytes: 1,
    layers: image().layers.map(layer => ({ ...layer, format: 'estargz' })),
    lazyPull: { format: 'all', onNodes: 'yes', reason },
  });

const ofImage: Row[] = [
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
    'no grade',
    f => {
      f.scorecard.areas.pullTime.value = NaN;
    },
    'slow-pulls',
    'unknown',
  ],
  [
    'at the limit of grade A',
    f => {
      f.images[0].compressedBytes = 100e6;
    },
    'large-image',
    'unmet',
  ],
  [
    'other limits',
    f => {
      f.images[0].compressedBytes = 100e6;
      f.scorecard.areas.imageSize.limits = { a: 99e6, b: 1e9, c: 2e9, d: 3e9 };
    },
    'large-image',
    'met',
  ],
  [
    'size unknown',
    f => {
      delete f.images[0].compressedBytes;
    },
    'large-image',
    'unknown',
  ],
  [
    'lazy already',
    f => {
      f.images[0].lazyPull = { format: 'all', onNodes: 'yes', reason };
    },
    'pulled-whole',
    'unmet',
  ],
  [
    'nodes unknown',
    f => {
      f.images[0].lazyPull = { format: 'some', onNodes: 'unknown', reason };
    },
    'pulled-whole',
    'unknown',
  ],
  [
    'format unknown',
    f => {
      delete f.images[0].lazyPull;
    },
    'pulled-whole',
    'unknown',
  ],
];

describe('estargz', () => {
  const applying = () => {
    const facts = graded(healthyFacts(), 'pullTime', 'D');
    facts.clusters[0].pools = [
      { label: 'eks.amazonaws.com/nodegroup', value: 'a', nodes: 10 },
    ];
    facts.nodes.forEach(one => {
      one.vmSize = 'm6i.large';
    });
    facts.images.push(estargzImage());
    return facts;
  };

  it.each<Row>([
    ...ofImage,
    [
      'a format that nodes do not use',
      f => {
        f.images[0].lazyPull = { format: 'all', onNodes: 'no', reason };
      },
      'pulled-whole',
      'unmet',
    ],
    [
      'nobody tells of snapshotters',
      f => {
        f.images.pop();
      },
      'snapshotter',
      'unknown',
    ],
    [
      'a lazy image of another format',
      f => {
        f.images[1].layers = image().layers;
      },
      'snapshotter',
      'unknown',
    ],
    [
      'AKS',
      f => {
        f.images.pop();
        f.clusters[0].pools[0].label = 'kubernetes.azure.com/agentpool';
      },
      'snapshotter',
      'unmet',
    ],
    [
      'Docker',
      f => {
        f.images.pop();
        f.clusters[0].containerRuntimes = ['docker://24.0.1'];
      },
      'snapshotter',
      'unmet',
    ],
    [
      'no readable name',
      f => {
        f.images[0].reference = 'sha256:1!';
      },
      'reference',
      'unknown',
    ],
  ])('%s', (...row) => {
    expect(afterChange({ id: 'estargz', applying, row })).toEqual(
      onlyThat(row[3]),
    );
  });

  it('says why, and fills the form', () => {
    expect(judged(applying(), 'estargz')).toMatchObject({
      why: 'p95 wait of 32.1 s in weu, target 10.0 s; registry.example.com/shop/web:1.4.2 has 412 MB; 62\u202f% of the time until pods are ready is waiting for images.',
      values: {
        entityRef: 'component:default/web',
        image: 'registry.example.com/shop/web:1.4.2',
      },
    });
  });

  it('does not add up what different images meet', () => {
    const facts = applying();
    facts.images[0].lazyPull = { format: 'all', onNodes: 'no', reason };
    facts.images.push(image({ reference: 'small:1', compressedBytes: 1e6 }));
    expect(judged(facts, 'estargz').state).toBe('notApplicable');
  });

  it('points at Artifact Streaming on AKS', () => {
    const facts = graded(healthyFacts(), 'pullTime', 'D');
    expect(judged(facts, 'estargz').why).toBe(
      'weu is AKS (label kubernetes.azure.com/agentpool), whose nodes have no managed snapshotter for it; Artifact Streaming takes its place there.',
    );
  });

  it('is unknown where no image of the slowest cluster is', () => {
    const facts = applying();
    facts.scorecard.areas.pullTime.worstCluster = 'eus';
    expect(judged(facts, 'estargz').state).toBe('unknown');
  });
});

describe('artifact-streaming', () => {
  const reference = 'shop.azurecr.io/web:1.4.2';
  const applying = () => {
    const facts = graded(healthyFacts(), 'pullTime', 'D');
    facts.images[0].reference = reference;
    facts.workloads[0].containers[0].image = reference;
    facts.registries = [
      { cluster: 'weu', host: 'shop.azurecr.io', tier: 'Premium', regions: [] },
    ];
    return facts;
  };
  const renamed =
    (name: string): Row[1] =>
    f => {
      f.images[0].reference = name;
      f.workloads[0].containers[0].image = name;
    };

  it.each<Row>([
    ...ofImage,
    [
      'former label of AKS',
      f => {
        f.clusters[0].pools[0].label = 'agentpool';
      },
      'aks',
      'met',
    ],
    [
      'that label elsewhere',
      f => {
        f.clusters[0].pools[0].label = 'agentpool';
        f.nodes.forEach(one => {
          one.vmSize = 'm6i.large';
        });
      },
      'aks',
      'unmet',
    ],
    [
      'node auto-provisioning',
      f => {
        f.clusters[0].pools[0].label = 'karpenter.sh/nodepool';
      },
      'aks',
      'met',
    ],
    [
      'GKE',
      f => {
        f.clusters[0].pools[0].label = 'cloud.google.com/gke-nodepool';
      },
      'aks',
      'unmet',
    ],
    [
      'nodes not read',
      f => {
        f.clusters = [];
      },
      'aks',
      'unknown',
    ],
    [
      'another tier',
      f => {
        f.registries![0].tier = 'Basic';
      },
      'premium',
      'unmet',
    ],
    [
      'tier not told',
      f => {
        delete f.registries;
      },
      'premium',
      'unknown',
    ],
    [
      'a streaming image in the registry',
      f => {
        delete f.registries;
        f.images[0].lazyPull!.indexes = ['artifact-streaming'];
      },
      'premium',
      'met',
    ],
    [
      'by digest',
      renamed(`shop.azurecr.io/web@sha256:${'a'.repeat(64)}`),
      'by-tag',
      'unmet',
    ],
    [
      'pull secrets',
      f => {
        f.workloads[0].settings!.imagePullSecrets = ['acr'];
      },
      'no-pull-secrets',
      'unmet',
    ],
    [
      'settings unknown',
      f => {
        delete f.workloads[0].settings;
      },
      'no-pull-secrets',
      'unknown',
    ],
    [
      'settings of others only',
      f => {
        f.workloads = [workload()];
      },
      'no-pull-secrets',
      'unknown',
    ],
    [
      'arm64',
      f => {
        f.images[0].platform = { os: 'linux', architecture: 'arm64' };
      },
      'linux-amd64',
      'unmet',
    ],
    [
      'platform unknown',
      f => {
        delete f.images[0].platform;
      },
      'linux-amd64',
      'unknown',
    ],
  ])('%s', (...row) => {
    expect(afterChange({ id: 'artifact-streaming', applying, row })).toEqual(
      onlyThat(row[3]),
    );
  });

  it.each([
    ['docker.io/shop/web:1', 'notApplicable'],
    ['shop.azurecr.io.evil.example/web:1', 'notApplicable'],
    ['!', 'unknown'],
  ])('judges the registry of %s', (name, state) => {
    const facts = applying();
    renamed(name)(facts);
    expect(judged(facts, 'artifact-streaming').state).toBe(state);
  });

  it('says why', () => {
    expect(judged(applying(), 'artifact-streaming')).toMatchObject({
      why: 'p95 wait of 32.1 s in weu, target 10.0 s; shop.azurecr.io/web:1.4.2 has 412 MB and can be streamed.',
    });
  });
});
