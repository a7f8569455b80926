import { WorkloadRecord } from '../../store/PullStore';
import { LruMap } from '../LruMap';
import { ServiceIndex } from '../services/ServiceIndex';
import { Labels, workloadLabels } from '../workloads/labels';
import { OwnedObject, PodObject } from '../workloads/objects';
import { resolveWorkload } from '../workloads/resolveWorkload';
import { WorkloadIndex, WorkloadKind } from '../workloads/WorkloadIndex';
import { Delivery } from './Delivery';

/** Workloads that are remembered, about 1 kB each; one that was forgotten is told again, which changes nothing. */
const MAX_REMEMBERED_WORKLOADS = 20_000;

/** Kinds whose objects may belong to a workload above them. */
const partsOfWorkloads: readonly string[] = ['ReplicaSet', 'Job'];

/** What the intake needs. */
export interface WorkloadIntakeOptions {
  cluster: string;
  workloads: WorkloadIndex;
  services: { readonly index: ServiceIndex | undefined };
  delivery: Pick<Delivery, 'hand'>;
}

/**
 * Hands on workloads when they are first seen and when their labels change: a service
 * shall show what it is linked to before its first pull, which may be weeks away.
 */
export class WorkloadIntake {
  /** What was told of a workload last. */
  private readonly told = LruMap.create<string, string>({
    maxSize: MAX_REMEMBERED_WORKLOADS,
  });
  private readonly podLabels = LruMap.create<string, Labels>({
    maxSize: MAX_REMEMBERED_WORKLOADS,
  });

  private constructor(private readonly options: WorkloadIntakeOptions) {}

  static create(options: WorkloadIntakeOptions): WorkloadIntake {
    return new WorkloadIntake(options);
  }

  /** Takes a living pod. A pod without a controller is no workload worth showing. */
  ofPod(pod: PodObject): void | Promise<void> {
    const resolved = resolveWorkload(pod, this.options.workloads);
    const { namespace, kind, name, labels, settled } = resolved;
    if (kind === 'Pod' || !settled) return undefined;
    this.podLabels.set(textOf(kind, namespace, name), pod.labels);
    return this.tell({ namespace, kind, name, labels });
  }

  /** Takes the controller itself, for labels that change without a new pod. */
  ofObject(kind: WorkloadKind, object: OwnedObject): void | Promise<void> {
    if (object.owner && partsOfWorkloads.includes(kind)) return undefined;
    const { namespace, name } = object;
    const ofPod = this.podLabels.get(textOf(kind, namespace, name));
    const labels = workloadLabels(kind, object.labels, ofPod ?? {});
    // Its own labels may be less than what is stored of it; they are worth telling only if they lead somewhere.
    const leads = this.ownersOf({ namespace, labels })?.length;
    return ofPod || leads
      ? this.tell({ namespace, kind, name, labels })
      : undefined;
  }

  private tell(
    workload: Omit<WorkloadRecord, 'cluster' | 'entityRefs'>,
  ): void | Promise<void> {
    const { cluster, delivery } = this.options;
    const entityRefs = this.ownersOf(workload);
    // Nothing until the catalog was read: no services would mean that there are none.
    if (!entityRefs) return undefined;
    const key = textOf(workload.kind, workload.namespace, workload.name);
    const news = JSON.stringify([workload.labels, entityRefs]);
    if (this.told.get(key) === news) return undefined;
    this.told.set(key, news);
    const record = { ...workload, cluster, entityRefs };
    return delivery.hand([{ workload: record }]);
  }

  private ownersOf(workload: {
    namespace: string;
    labels: Labels;
  }): string[] | undefined {
    const { cluster, services } = this.options;
    return services.index?.ownersOf({ ...workload, cluster });
  }
}

function textOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}
