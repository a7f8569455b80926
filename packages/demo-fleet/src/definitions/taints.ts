/** As in `spec.taints` of nodes. */
export interface TaintDefinition {
  key: string;
  value: string;
  effect: 'NoSchedule';
}

/** Pools of these names have taints in every cluster: AKS gives spot pools theirs, and people keep others away from GPUs. */
const taints: Readonly<Record<string, TaintDefinition>> = {
  spot: {
    key: 'kubernetes.azure.com/scalesetpriority',
    value: 'spot',
    effect: 'NoSchedule',
  },
  gpu: { key: 'sku', value: 'gpu', effect: 'NoSchedule' },
};

/** The taint of a pool's nodes; `undefined` when they have none. */
export function taintOf(pool: string): TaintDefinition | undefined {
  return Object.hasOwn(taints, pool) ? taints[pool] : undefined;
}
