import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  KUBERNETES_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION,
} from '@backstage/plugin-kubernetes-common';
import { Labels, labelOf } from '../workloads/labels';
import {
  LabelRequirement,
  matchesSelector,
  parseLabelSelector,
} from './labelSelector';

/** The Kubernetes plugin exports no constants for these two. */
export const KUBERNETES_NAMESPACE_ANNOTATION =
  'backstage.io/kubernetes-namespace';
export const KUBERNETES_CLUSTER_ANNOTATION = 'backstage.io/kubernetes-cluster';
/** `"true"` leaves an entity out. */
export const IGNORE_ANNOTATION = 'pull-performance/ignore';

/** More services than this for one workload mean a selector that fits everything. */
const MAX_SERVICES_PER_WORKLOAD = 50;

/** An entity whose annotations cannot be used. */
export interface ServiceProblem {
  entityRef: string;
  why: string;
}

/** What decides to which services a workload belongs. */
export interface LinkedWorkload {
  cluster: string;
  namespace: string;
  labels: Labels;
}

interface Service {
  entityRef: string;
  namespace?: string;
  cluster?: string;
  requirements: readonly LabelRequirement[];
}

/**
 * Which catalog entities own which workloads, by the annotations of the Kubernetes plugin:
 * `kubernetes-label-selector` wins, else the workload's label `kubernetes-id` must have the annotation's value;
 * `kubernetes-namespace` and `kubernetes-cluster` narrow both.
 */
export class ServiceIndex {
  /** Annotations that cannot be used; their entities own nothing. */
  readonly problems: readonly ServiceProblem[];

  private constructor(
    /** Services that ask for one value of a label, by that label and value: most do. */
    private readonly byLabel: ReadonlyMap<
      string,
      ReadonlyMap<string, readonly Service[]>
    >,
    private readonly others: readonly Service[],
    problems: readonly ServiceProblem[],
  ) {
    this.problems = problems;
  }

  static create(options: { entities: Iterable<Entity> }): ServiceIndex {
    const builder = ServiceIndex.builder();
    for (const entity of options.entities) builder.add(entity);
    return builder.build();
  }

  /** For entities that come in pages. */
  static builder(): {
    add(entity: Entity): void;
    build(): ServiceIndex;
  } {
    const byLabel = new Map<string, Map<string, Service[]>>();
    const others: Service[] = [];
    const problems: ServiceProblem[] = [];
    return {
      add: entity => {
        const service = serviceOf(entity);
        if (!service) return;
        if ('why' in service) {
          problems.push(service);
          return;
        }
        const single = singleValue(service.requirements);
        if (single) {
          const values = byLabel.get(single.key) ?? new Map();
          byLabel.set(single.key, values);
          values.set(single.value, [
            ...(values.get(single.value) ?? []),
            service,
          ]);
        } else {
          others.push(service);
        }
      },
      build: () => new ServiceIndex(byLabel, others, problems),
    };
  }

  /** References of the entities that own a workload, sorted, at most 50. */
  ownersOf(workload: LinkedWorkload): string[] {
    const candidates = [...this.others];
    for (const [key, values] of this.byLabel) {
      const value = labelOf(workload.labels, key);
      if (value !== undefined) candidates.push(...(values.get(value) ?? []));
    }
    const refs = candidates
      .filter(service => owns(service, workload))
      .map(({ entityRef }) => entityRef);
    return [...new Set(refs)].sort().slice(0, MAX_SERVICES_PER_WORKLOAD);
  }
}

function owns(service: Service, workload: LinkedWorkload): boolean {
  return (
    (service.namespace === undefined ||
      service.namespace === workload.namespace) &&
    (service.cluster === undefined || service.cluster === workload.cluster) &&
    matchesSelector(workload.labels, service.requirements)
  );
}

function singleValue(
  requirements: readonly LabelRequirement[],
): { key: string; value: string } | undefined {
  for (const requirement of requirements) {
    if (requirement.operator === 'in' && requirement.values.size === 1) {
      const [value] = requirement.values;
      return { key: requirement.key, value };
    }
  }
  return undefined;
}

function serviceOf(entity: Entity): Service | ServiceProblem | undefined {
  const annotations = entity.metadata.annotations ?? {};
  const annotation = (name: string): string | undefined =>
    Object.hasOwn(annotations, name)
      ? annotations[name].trim() || undefined
      : undefined;
  const selector = annotation(KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION);
  const id = annotation(KUBERNETES_ANNOTATION);
  if (annotation(IGNORE_ANNOTATION) === 'true' || !(selector || id)) {
    return undefined;
  }
  const entityRef = stringifyEntityRef(entity);
  const parsed = parseLabelSelector(
    selector ?? `${KUBERNETES_ANNOTATION}=${id}`,
  );
  if ('malformed' in parsed) {
    const name = selector
      ? KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION
      : KUBERNETES_ANNOTATION;
    return {
      entityRef,
      why: `Its annotation ${name} cannot be used: ${parsed.malformed}`,
    };
  }
  return {
    entityRef,
    namespace: annotation(KUBERNETES_NAMESPACE_ANNOTATION),
    cluster: annotation(KUBERNETES_CLUSTER_ANNOTATION),
    requirements: parsed.requirements,
  };
}
