import { ReflectorSink } from '../watch/types';
import { ListedMap } from './ListedMap';
import { lengthOfOwned, OwnedObject } from './objects';

/** Kinds of controllers whose objects are read. */
export const workloadKinds = [
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
] as const;

/** A kind of controller whose objects are read. */
export type WorkloadKind = (typeof workloadKinds)[number];

/** Objects per kind and cluster, about 500 bytes each. A Deployment keeps 10 old ReplicaSets by default. */
const MAX_OBJECTS_PER_KIND = 50_000;
/** Characters of all objects of a kind together. */
const MAX_LENGTH_PER_KIND = 32e6;

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** The controllers of a cluster's pods, with their labels and owners. */
export class WorkloadIndex {
  private changeCount = 0;

  private constructor(
    private readonly kinds: Map<string, ListedMap<OwnedObject>>,
  ) {}

  static create(options: { maxObjectsPerKind?: number } = {}): WorkloadIndex {
    const maxSize = options.maxObjectsPerKind ?? MAX_OBJECTS_PER_KIND;
    return new WorkloadIndex(
      new Map(
        workloadKinds.map(kind => [
          kind,
          ListedMap.create({
            maxSize,
            maxWeight: MAX_LENGTH_PER_KIND,
            weigh: lengthOfOwned,
          }),
        ]),
      ),
    );
  }

  /** Grows with every change: what was resolved before the last one may be different now. */
  get changes(): number {
    return this.changeCount;
  }

  get overflowed(): boolean {
    return [...this.kinds.values()].some(objects => objects.overflowed);
  }

  /** Whether all objects of a kind have been listed, so that an absent one does not exist yet or any more. */
  wasListed(kind: string): boolean {
    return this.kinds.get(kind)?.wasListed ?? false;
  }

  get(kind: string, namespace: string, name: string): OwnedObject | undefined {
    return this.kinds.get(kind)?.get(keyOf(namespace, name));
  }

  /** Where a reflector of the kind puts what it reads. */
  sinkOf(kind: WorkloadKind): ReflectorSink<OwnedObject> {
    const objects = this.kinds.get(kind);
    if (!objects) {
      throw new Error(`Unknown kind of workload: ${kind}`);
    }
    return {
      listing: () => objects.beginList(),
      upsert: object => {
        this.changeCount += 1;
        objects.set(keyOf(object.namespace, object.name), object);
      },
      remove: object => {
        this.changeCount += 1;
        objects.delete(keyOf(object.namespace, object.name));
      },
      listed: () => {
        this.changeCount += 1;
        objects.endList();
      },
    };
  }
}
