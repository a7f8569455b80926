import { taintOf } from '../../definitions/taints';
import { PodTemplate } from '../../simulation/objects';

/** What the API server and controllers know of a pod. */
export interface RunningPod {
  /** Absent until it is scheduled. */
  nodeName?: string;
  /** Whether a DaemonSet made it. */
  isDaemon: boolean;
}

/** What the admission plugin `DefaultTolerationSeconds` adds to a pod. */
const addedToAll = ['not-ready', 'unreachable'].map(condition => ({
  key: `node.kubernetes.io/${condition}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
}));

/** What the DaemonSet controller adds to its pods. */
const addedToDaemons = [
  ...['not-ready', 'unreachable'].map(condition => ({
    key: `node.kubernetes.io/${condition}`,
    operator: 'Exists',
    effect: 'NoExecute',
  })),
  ...[
    ...['disk-pressure', 'memory-pressure', 'pid-pressure'],
    'unschedulable',
  ].map(condition => ({
    key: `node.kubernetes.io/${condition}`,
    operator: 'Exists',
    effect: 'NoSchedule',
  })),
];

/** Where a template lets its pods run. */
export function templatePlacement({
  pool,
  settings,
}: PodTemplate): Record<string, unknown> {
  const tolerations = ownTolerations({ pool, settings });
  return {
    nodeSelector: pool ? { 'kubernetes.azure.com/agentpool': pool } : undefined,
    affinity: settings.architecture && {
      nodeAffinity: required({
        matchExpressions: [
          {
            key: 'kubernetes.io/arch',
            operator: 'In',
            values: [settings.architecture],
          },
        ],
      }),
    },
    tolerations: tolerations.length > 0 ? tolerations : undefined,
  };
}

/** The same in a pod, with what Kubernetes makes of it. */
export function podPlacement(
  template: PodTemplate,
  { nodeName, isDaemon }: RunningPod,
): Record<string, unknown> {
  const placement = templatePlacement(template);
  const own = ownTolerations(template);
  return isDaemon
    ? {
        ...placement,
        // The DaemonSet controller names the node of each pod in place of the affinity.
        affinity: nodeName && {
          nodeAffinity: required({
            matchFields: [
              { key: 'metadata.name', operator: 'In', values: [nodeName] },
            ],
          }),
        },
        tolerations: [...own, ...addedToDaemons],
      }
    : { ...placement, tolerations: [...own, ...addedToAll] };
}

function ownTolerations({
  pool = '',
  settings,
}: Pick<PodTemplate, 'pool' | 'settings'>): object[] {
  if (settings.toleratesAll) return [{ operator: 'Exists' }];
  const taint = taintOf(pool);
  return taint ? [{ ...taint, operator: 'Equal' }] : [];
}

function required(term: object): object {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [term],
    },
  };
}
