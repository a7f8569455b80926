import { PullStore, WorkloadKey, WorkloadRecord } from '../../store/PullStore';
import { ServiceIndex } from '../services/ServiceIndex';
import { Labels, workloadLabels } from '../workloads/labels';
import { OwnedObject, PodObject } from '../workloads/objects';
import {
  possibleOwners,
  resolveByName,
  ResolvedWorkload,
  resolveWorkload,
} from '../workloads/resolveWorkload';
import { ClusterMemory } from './PushMemory';

/** Kinds whose objects may belong to a workload above them. */
const partsOfWorkloads: readonly string[] = ['ReplicaSet', 'Job'];

/** How an event names its pod. */
export interface PodRef {
  namespace: string;
  podName: string;
  podUid: string;
}

/** A pod's workload, and the pod when it is known. */
export interface FoundWorkload {
  key: WorkloadKey;
  pod?: PodObject;
}

/** What is needed to find workloads. */
export interface PushedWorkloadsOptions {
  cluster: string;
  memory: ClusterMemory;
  store: Pick<PullStore, 'findWorkloadsOfPods' | 'findWorkloads'>;
  /** Which catalog entities own which workloads; absent while the catalog was never read. */
  services: ServiceIndex | undefined;
}

/**
 * Finds the workloads of what one request tells of a cluster, and what is new about them.
 *
 * @remarks
 * A request holds what its collector saw together, so nothing is waited for. What neither it nor this replica's
 * memory knows is asked of the store, in one question for all: another replica may have been told.
 */
export class PushedWorkloads {
  /** What is new, by workload, with the text by which it is remembered. */
  private readonly news = new Map<
    string,
    { record: WorkloadRecord; told: string }
  >();

  /** Known pods that were asked for, by their UIDs. */
  private readonly pods = new Map<string, PodObject>();
  /** What was found, by the pods' UIDs. */
  private readonly found = new Map<string, FoundWorkload>();

  private constructor(private readonly options: PushedWorkloadsOptions) {}

  static create(options: PushedWorkloadsOptions): PushedWorkloads {
    return new PushedWorkloads(options);
  }

  /**
   * Makes what the store knows of these things part of the memory.
   *
   * @throws what the store throws
   */
  async load(options: {
    pods: Iterable<PodObject>;
    refs: Iterable<PodRef>;
    objects: Iterable<{ kind: string; object: OwnedObject }>;
  }): Promise<void> {
    const { memory } = this.options;
    const unknownPods = new Map<string, PodRef>();
    const wanted = new Map<string, WorkloadKey>();
    const want = (kind: string, namespace: string, name: string) => {
      if (kind === 'Pod') return;
      const known = memory.workload(kind, namespace, name);
      if (known.object && known.podLabels) return;
      const key = this.keyOf(kind, namespace, name);
      wanted.set(textOf(key), key);
    };
    const wantTop = (pod: PodObject) => {
      const { kind, namespace, name } = resolveWorkload(pod, memory);
      want(kind, namespace, name);
    };
    for (const pod of options.pods) wantTop(pod);
    for (const { kind, object } of options.objects) {
      want(kind, object.namespace, object.name);
    }
    const refs = new Map<string, PodRef>();
    for (const ref of options.refs) refs.set(ref.podUid, ref);
    for (const ref of refs.values()) {
      const pod = memory.pod(ref.podUid);
      const gone = pod ? undefined : memory.gonePod(ref.podUid);
      if (pod) {
        this.pods.set(ref.podUid, pod);
        wantTop(pod);
      } else if (gone) {
        this.found.set(ref.podUid, { key: gone });
      } else {
        unknownPods.set(ref.podUid, ref);
      }
    }
    await this.loadGone(unknownPods, want);
    await this.loadLabels([...wanted.values()]);
  }

  private async loadGone(
    refs: Map<string, PodRef>,
    want: (kind: string, namespace: string, name: string) => void,
  ): Promise<void> {
    const { cluster, memory, store } = this.options;
    if (refs.size === 0) return;
    const stored = await store.findWorkloadsOfPods({
      cluster,
      podUids: [...refs.keys()],
    });
    for (const [uid, { namespace, podName }] of refs) {
      const key = stored.get(uid);
      if (key) {
        memory.setGonePod(uid, key);
        this.found.set(uid, { key });
      } else {
        for (const { kind, name } of possibleOwners(podName)) {
          want(kind, namespace, name);
        }
      }
    }
  }

  private async loadLabels(keys: WorkloadKey[]): Promise<void> {
    const { memory, store } = this.options;
    if (keys.length === 0) return;
    for (const stored of await store.findWorkloads(keys)) {
      const { kind, namespace, name, labels } = stored;
      const known = memory.workload(kind, namespace, name);
      memory.setWorkload(kind, namespace, name, {
        object: known.object ?? { namespace, name, labels },
        podLabels: known.podLabels ?? labels,
      });
    }
  }

  /** Finds the workload of a pod that was among those of `load`. */
  find(ref: PodRef): FoundWorkload {
    let found = this.found.get(ref.podUid);
    if (!found) {
      found = this.search(ref);
      this.found.set(ref.podUid, found);
    }
    return found;
  }

  private search(ref: PodRef): FoundWorkload {
    const { memory } = this.options;
    const pod = this.pods.get(ref.podUid);
    if (pod) {
      const resolved = resolveWorkload(pod, memory);
      this.tell(resolved);
      return { key: this.keyOfResolved(resolved), pod };
    }
    const { kind, namespace, name } = resolveByName(
      ref.namespace,
      ref.podName,
      memory,
    );
    const { object, podLabels } = memory.workload(kind, namespace, name);
    if (object) {
      const labels = workloadLabels(kind, object.labels, podLabels ?? {});
      // Its own labels may be less than what another replica stored; they are worth telling only if they lead somewhere.
      if (podLabels || this.leads(namespace, labels)) {
        this.tell({ kind, namespace, name, labels });
      }
    }
    return { key: this.keyOf(kind, namespace, name) };
  }

  /** Takes a living pod. A pod without a controller is no workload worth showing. */
  notePod(pod: PodObject): void {
    const { memory } = this.options;
    const resolved = resolveWorkload(pod, memory);
    const { kind, namespace, name } = resolved;
    if (kind === 'Pod') return;
    memory.setWorkload(kind, namespace, name, { podLabels: pod.labels });
    this.tell(resolved);
  }

  /** Takes the controller itself, for labels that change without a new pod. */
  noteObject(kind: string, object: OwnedObject): void {
    if (object.owner && partsOfWorkloads.includes(kind)) return;
    const { namespace, name } = object;
    const { podLabels } = this.options.memory.workload(kind, namespace, name);
    const labels = workloadLabels(kind, object.labels, podLabels ?? {});
    if (podLabels || this.leads(namespace, labels)) {
      this.tell({ kind, namespace, name, labels });
    }
  }

  /** What is new about workloads. */
  records(): WorkloadRecord[] {
    return [...this.news.values()].map(({ record }) => record);
  }

  /** Remembers that the news are stored. */
  stored(): void {
    for (const { record, told } of this.news.values()) {
      const { kind, namespace, name } = record;
      this.options.memory.setWorkload(kind, namespace, name, { told });
    }
  }

  private tell(workload: Omit<ResolvedWorkload, 'settled'>): void {
    const { memory, services } = this.options;
    // Nothing until the catalog was read: no services would mean that there are none.
    if (!services) return;
    const { kind, namespace, name, labels } = workload;
    const key = this.keyOf(kind, namespace, name);
    const entityRefs = services.ownersOf({ ...key, labels });
    const told = JSON.stringify([labels, entityRefs]);
    if (memory.workload(kind, namespace, name).told === told) return;
    this.news.set(textOf(key), {
      record: { ...key, labels: { ...labels }, entityRefs },
      told,
    });
  }

  private leads(namespace: string, labels: Labels): boolean {
    const { cluster, services } = this.options;
    return (
      services !== undefined &&
      services.ownersOf({ cluster, namespace, labels }).length > 0
    );
  }

  private keyOfResolved(resolved: ResolvedWorkload): WorkloadKey {
    return this.keyOf(resolved.kind, resolved.namespace, resolved.name);
  }

  private keyOf(kind: string, namespace: string, name: string): WorkloadKey {
    return { cluster: this.options.cluster, namespace, kind, name };
  }
}

function textOf({ namespace, kind, name }: WorkloadKey): string {
  return `${kind}/${namespace}/${name}`;
}
