import { Entity } from '@backstage/catalog-model';
import {
  PullBatch,
  PullRecord,
  PullStore,
  WorkloadKey,
  WorkloadRecord,
} from '../store/PullStore';

/** A component of the catalog that names its workloads by id, unless told otherwise. */
export function component(
  name: string,
  annotations: Record<string, string> = { 'backstage.io/kubernetes-id': name },
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { namespace: 'default', name, annotations },
    spec: { type: 'service', owner: 'shop', lifecycle: 'production' },
  };
}

/** A deployment of the namespace `shop` that belongs to the component of its name. */
export function deployment(cluster: string, name: string): WorkloadRecord {
  return {
    cluster,
    namespace: 'shop',
    kind: 'Deployment',
    name,
    labels: { 'backstage.io/kubernetes-id': name },
    entityRefs: [`component:default/${name}`],
  };
}

/** Makes pulls with identities of their own. */
export class Seeds {
  private next = 0;
  private readonly batch: PullBatch = {
    workloads: [],
    pulls: [],
    podStarts: [],
  };

  /** Adds a pull of a pod of its own, and the pod's start, ready `readyAfterSeconds` after the pull. */
  pull(
    workload: WorkloadRecord,
    pull: Pick<PullRecord, 'outcome' | 'finishedAtMs'> &
      Partial<PullRecord> & { readyAfterSeconds?: number },
  ): this {
    const { readyAfterSeconds, ...record } = pull;
    this.next += 1;
    const podUid = `pod-${this.next}`;
    const { cluster, namespace, kind, name } = workload;
    const key: WorkloadKey = { cluster, namespace, kind, name };
    if (!this.batch.workloads.includes(workload)) {
      this.batch.workloads.push(workload);
    }
    this.batch.pulls.push({
      eventUid: `event-${this.next}`,
      occurrence: 1,
      workload: key,
      podName: `${name}-${this.next}`,
      podUid,
      container: 'main',
      containerKind: 'container',
      node: 'node-1',
      nodePool: 'apps',
      image: `registry.example/${name}:1`,
      message: `event ${this.next}`,
      ...record,
    });
    if (readyAfterSeconds !== undefined) {
      this.batch.podStarts.push({
        workload: key,
        podUid,
        podName: `${name}-${this.next}`,
        node: 'node-1',
        nodePool: 'apps',
        scheduledAtMs: record.finishedAtMs - (record.waitSeconds ?? 0) * 1000,
        readyAtMs: record.finishedAtMs + readyAfterSeconds * 1000,
      });
    }
    return this;
  }

  /** Adds a workload without pulls. */
  workload(workload: WorkloadRecord): this {
    this.batch.workloads.push(workload);
    return this;
  }

  async applyTo(store: PullStore): Promise<void> {
    await store.apply(this.batch);
  }
}
