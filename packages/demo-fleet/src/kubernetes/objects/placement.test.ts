import { clusters } from '../../definitions/clusters';
import { services } from '../../definitions/services';
import { ClusterSimulation } from '../../simulation/ClusterSimulation';
import { SimulatedNode, SimulatedPod } from '../../simulation/objects';
import { renderObject } from './renderObject';

interface Toleration {
  key?: string;
  operator: string;
  value?: string;
  effect?: string;
}
interface Requirement {
  key: string;
  values: string[];
}
interface Placement {
  nodeSelector?: Record<string, string>;
  affinity?: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: {
          matchExpressions?: Requirement[];
          matchFields?: Requirement[];
        }[];
      };
    };
  };
  tolerations?: Toleration[];
}

/** A Tuesday's noon. */
const startMs = Date.UTC(2026, 0, 6, 12);

function placed(cluster: (typeof clusters)[number]) {
  const simulation = ClusterSimulation.create({
    ...{ seed: 1, cluster, services, startMs },
  });
  simulation.runUntil(startMs + 3_600_000);
  return simulation
    .objects()
    .filter((object): object is SimulatedPod => object.kind === 'Pod')
    .flatMap(pod => (pod.node ? { pod, node: pod.node } : []));
}

function tolerates(
  { tolerations = [] }: Placement,
  taint: { key: string; value: string; effect: string },
): boolean {
  return tolerations.some(
    ({ key, operator, value, effect }) =>
      (key === undefined || key === taint.key) &&
      (operator === 'Exists' || value === taint.value) &&
      (effect === undefined || effect === taint.effect),
  );
}

/** Whether the scheduler would have placed a pod there. */
function fits(spec: Placement, node: SimulatedNode, labels: object): boolean {
  const own = new Map(
    Object.entries({ ...labels, 'metadata.name': node.name }),
  );
  const holds = ({ key, values }: Requirement) =>
    values.includes(own.get(key) ?? '');
  const terms =
    spec.affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution
      .nodeSelectorTerms;
  return (
    Object.entries(spec.nodeSelector ?? {}).every(
      ([key, value]) => own.get(key) === value,
    ) &&
    (terms?.some(({ matchExpressions = [], matchFields = [] }) =>
      [...matchExpressions, ...matchFields].every(holds),
    ) ??
      true)
  );
}

describe('where pods run', () => {
  it.each(clusters)('$name: where their specification lets them', cluster => {
    const all = placed(cluster);
    expect(all.length).toBeGreaterThan(40);
    const tainted = new Set<string>();
    for (const { pod, node } of all) {
      const spec: Placement = renderObject(pod, cluster).spec ?? {};
      const rendered = renderObject(node, cluster);
      const { taints = [] }: { taints?: Parameters<typeof tolerates>[1][] } =
        rendered.spec ?? {};
      const refused = taints.filter(taint => !tolerates(spec, taint));
      expect([pod.name, refused]).toEqual([pod.name, []]);
      expect([
        pod.name,
        fits(spec, node, rendered.metadata.labels ?? {}),
      ]).toEqual([pod.name, true]);
      if (taints.length > 0) tainted.add(node.pool.name);
    }
    expect(tainted).toContain('spot');
  });

  it('is told with what Kubernetes adds to pods, and without it in templates', () => {
    const [first] = clusters;
    const daemon = placed(first).find(
      ({ pod }) => pod.owner.kind === 'DaemonSet',
    );
    const other = placed(first).find(
      ({ pod }) => pod.template.service === 'recommender',
    );
    const keysOf = (pod?: SimulatedPod) => {
      const spec: Placement = (pod && renderObject(pod, first).spec) ?? {};
      return spec.tolerations?.map(({ key }) => key);
    };
    expect(keysOf(other?.pod)).toEqual([
      'sku',
      'node.kubernetes.io/not-ready',
      'node.kubernetes.io/unreachable',
    ]);
    expect(keysOf(daemon?.pod)).toHaveLength(7);
    expect(keysOf(daemon?.pod)?.[0]).toBeUndefined();
  });
});
