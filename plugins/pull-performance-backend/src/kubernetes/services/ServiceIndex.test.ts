import { Entity } from '@backstage/catalog-model';
import { ServiceIndex } from './ServiceIndex';

const id = 'backstage.io/kubernetes-id';
const selector = 'backstage.io/kubernetes-label-selector';
const inNamespace = 'backstage.io/kubernetes-namespace';
const inCluster = 'backstage.io/kubernetes-cluster';

function entityOf(name: string, annotations: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
  };
}

const workload = {
  cluster: 'one',
  namespace: 'shop',
  labels: { app: 'web', tier: 'front', [id]: 'web' },
};

describe('ServiceIndex', () => {
  it.each([
    ['by id', { [id]: 'web' }, true],
    ['another id', { [id]: 'db' }, false],
    ['by selector', { [selector]: 'app=web,tier in (front,back)' }, true],
    [
      'the selector wins over the id',
      { [id]: 'web', [selector]: 'app=db' },
      false,
    ],
    ['an empty selector is none', { [id]: 'web', [selector]: ' ' }, true],
    ['an empty id is none', { [id]: '' }, false],
    ['a selector without equality', { [selector]: 'tier,!debug' }, true],
    ['in its namespace', { [id]: 'web', [inNamespace]: 'shop' }, true],
    ['in another namespace', { [id]: 'web', [inNamespace]: 'other' }, false],
    ['in its cluster', { [id]: 'web', [inCluster]: 'one' }, true],
    [
      'in another cluster',
      { [selector]: 'app=web', [inCluster]: 'two' },
      false,
    ],
    ['left out', { [id]: 'web', 'pull-performance/ignore': 'true' }, false],
    ['not left out', { [id]: 'web', 'pull-performance/ignore': 'false' }, true],
    ['no annotation', {}, false],
    ['hostile', { [id]: 'web', [selector]: 'constructor' }, false],
  ])('%s', (_, annotations, owned) => {
    const index = ServiceIndex.create({
      entities: [entityOf('Web', annotations)],
    });
    expect(index.ownersOf(workload)).toEqual(
      owned ? ['component:default/web'] : [],
    );
    expect(index.problems).toEqual([]);
  });

  it('names every owner once, sorted', () => {
    const index = ServiceIndex.create({
      entities: [
        entityOf('b', { [id]: 'web' }),
        entityOf('a', { [selector]: 'tier' }),
        entityOf('b', { [selector]: 'app=web' }),
      ],
    });
    expect(index.ownersOf(workload)).toEqual([
      'component:default/a',
      'component:default/b',
    ]);
  });

  it('says what is wrong with annotations, and gives such entities nothing', () => {
    const index = ServiceIndex.create({
      entities: [
        entityOf('a', { [selector]: 'app in web' }),
        entityOf('b', { [id]: 'not a label' }),
      ],
    });
    expect(index.ownersOf(workload)).toEqual([]);
    expect(index.problems).toEqual([
      {
        entityRef: 'component:default/a',
        why: `Its annotation ${selector} cannot be used: "app in web" is no condition.`,
      },
      {
        entityRef: 'component:default/b',
        why: `Its annotation ${id} cannot be used: "${id}=not a label" is no condition.`,
      },
    ]);
  });
});
