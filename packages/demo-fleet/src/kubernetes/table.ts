import { KubernetesObject } from './objects/json';
import { Resource } from './resources';

type Cell = string | number;
type Column = [name: string, cell: (object: KubernetesObject) => Cell];

function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? Reflect.get(inner, key)
        : undefined,
    value,
  );
}

function cell(...path: (string | number)[]) {
  return (object: KubernetesObject): Cell => {
    const value = at(object, ...path);
    return typeof value === 'string' || typeof value === 'number' ? value : '';
  };
}

function age(timeText: unknown): string {
  const sinceMs = typeof timeText === 'string' ? Date.parse(timeText) : NaN;
  const seconds = Math.max(0, Math.round((Date.now() - sinceMs) / 1000));
  if (Number.isNaN(seconds)) return '<unknown>';
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

const name: Column = ['Name', cell('metadata', 'name')];
const ageColumn: Column = [
  'Age',
  ({ metadata }) => age(metadata.creationTimestamp),
];

function statuses(object: KubernetesObject): unknown[] {
  const list = at(object, 'status', 'containerStatuses');
  return Array.isArray(list) ? list : [];
}

function podStatus(object: KubernetesObject): string {
  if (at(object, 'metadata', 'deletionTimestamp')) return 'Terminating';
  for (const status of statuses(object)) {
    const reason = at(status, 'state', 'waiting', 'reason');
    if (typeof reason === 'string') return reason;
  }
  const phase = at(object, 'status', 'phase');
  return phase === 'Succeeded' ? 'Completed' : `${phase}`;
}

function readyContainers(object: KubernetesObject): string {
  const all = statuses(object);
  return `${all.filter(status => at(status, 'ready') === true).length}/${
    all.length || 1
  }`;
}

const columns: Record<string, Column[]> = {
  Pod: [
    name,
    ['Ready', readyContainers],
    ['Status', podStatus],
    ['Restarts', () => 0],
    ageColumn,
  ],
  Node: [
    name,
    [
      'Status',
      object =>
        at(object, 'spec', 'unschedulable')
          ? 'Ready,SchedulingDisabled'
          : 'Ready',
    ],
    ['Roles', () => '<none>'],
    ageColumn,
    ['Version', cell('status', 'nodeInfo', 'kubeletVersion')],
  ],
  Event: [
    [
      'Last Seen',
      object => age(at(object, 'lastTimestamp') ?? at(object, 'eventTime')),
    ],
    ['Type', cell('type')],
    ['Reason', cell('reason')],
    [
      'Object',
      object =>
        `${`${at(object, 'involvedObject', 'kind')}`.toLowerCase()}/${at(
          object,
          'involvedObject',
          'name',
        )}`,
    ],
    ['Message', cell('message')],
  ],
  Deployment: [
    name,
    [
      'Ready',
      object =>
        `${at(object, 'status', 'readyReplicas') ?? 0}/${at(
          object,
          'spec',
          'replicas',
        )}`,
    ],
    ['Up-to-date', cell('status', 'updatedReplicas')],
    ['Available', cell('status', 'availableReplicas')],
    ageColumn,
  ],
};

/** A `Table`, which kubectl prints. */
export function tableOf(
  resource: Resource,
  objects: readonly KubernetesObject[],
  metadata: object,
): object {
  const shown = Object.hasOwn(columns, resource.kind)
    ? columns[resource.kind]
    : [name, ageColumn];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: shown.map(([title]) => ({
      name: title,
      type: 'string',
      format: title === 'Name' ? 'name' : '',
      description: title,
      priority: 0,
    })),
    rows: objects.map(object => ({
      cells: shown.map(([, of]) => of(object)),
      object: {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: object.metadata,
      },
    })),
  };
}
