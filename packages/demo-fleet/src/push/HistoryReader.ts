import { renderObject } from '../kubernetes/objects/renderObject';
import { resourceOfKind } from '../kubernetes/resources';
import { ClusterSimulation } from '../simulation/ClusterSimulation';
import { Change, SimulatedObject } from '../simulation/objects';
import { logRecordText } from './logRecord';

/** The reasons that the collector's field selector asks for. */
const pullReasons = new Set(['Pulled', 'Failed', 'BackOff']);

/** The records of one cluster in one slice of time, oldest first. */
export interface HistorySlice {
  cluster: string;
  records: string[];
}

/** Tells the past of clusters by letting it happen once more, slice by slice. */
export class HistoryReader {
  private constructor(
    private readonly simulations: readonly ClusterSimulation[],
    private beginning: boolean,
  ) {}

  /** @param options - simulations that stand where the telling begins */
  static create(options: {
    simulations: readonly ClusterSimulation[];
  }): HistoryReader {
    return new HistoryReader(options.simulations, true);
  }

  /** What happened up to a time since the last call. The first call also tells what was there before. */
  readUntil(untilMs: number): HistorySlice[] {
    const first = this.beginning;
    this.beginning = false;
    return this.simulations.map(simulation => {
      const records: string[] = [];
      const add = (change: Change) => {
        const text = textOf(simulation, change);
        if (text !== undefined) records.push(text);
      };
      if (first) {
        const atMs = simulation.nowMs;
        for (const object of simulation.objects()) {
          if (object.kind !== 'Event') add({ type: 'ADDED', object, atMs });
        }
      }
      simulation.observe(change => {
        if (isTold(change)) add(change);
      });
      simulation.runUntil(untilMs);
      simulation.observe(undefined);
      return { cluster: simulation.definition.name, records };
    });
  }
}

function textOf(
  { definition }: ClusterSimulation,
  { type, object, atMs }: Change,
): string | undefined {
  const resource = resourceOfKind(object.kind);
  return (
    resource &&
    logRecordText({
      type,
      resource,
      object: renderObject(object, definition),
      observedAtMs: atMs,
    })
  );
}

/** Of all changes those that say something about pulls and starts: a cluster has five times as many. */
function isTold({ type, object, atMs }: Change): boolean {
  switch (object.kind) {
    case 'Event':
      return type !== 'DELETED' && pullReasons.has(object.reason);
    case 'Pod':
      return (
        type === 'MODIFIED' &&
        object.deletedAtMs === undefined &&
        (object.readyAtMs === atMs || isFailing(object))
      );
    case 'Node':
    case 'ReplicaSet':
    case 'Job':
      return type === 'ADDED';
    default:
      return false;
  }
}

function isFailing(pod: Extract<SimulatedObject, { kind: 'Pod' }>): boolean {
  return pod.containers.some(
    ({ waiting }) => waiting?.reason === 'ErrImagePull',
  );
}
