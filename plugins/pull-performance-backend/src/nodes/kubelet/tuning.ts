import { setTimeout as sleep } from 'node:timers/promises';

/** Times and bounds of asking kubelets; the defaults spare the API server, through which all of it goes. */
export interface KubeletTuning {
  /** Epoch milliseconds. */
  now: () => number;
  /** Rejects when the signal aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** How long what a kubelet told of its disk is good for. */
  disksEveryMs: number;
  /** How long its configuration is. */
  configEveryMs: number;
  /** How soon a kubelet that failed is asked again, where it would not be anyway. */
  retryMs: number;
  /** Requests at once, and in a second. */
  requestsAtOnce: number;
  requestsPerSecond: number;
  /** Nodes of a cluster that are asked in one refresh; the others are asked in the next ones. */
  nodesPerRefresh: number;
  /** How long a refresh may take, and one request of it. */
  refreshTimeoutMs: number;
  requestTimeoutMs: number;
}

export function kubeletTuning(
  tuning: Partial<KubeletTuning> = {},
): KubeletTuning {
  return {
    now: Date.now,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    disksEveryMs: 60_000,
    configEveryMs: 3_600_000,
    retryMs: 600_000,
    requestsAtOnce: 8,
    requestsPerSecond: 20,
    nodesPerRefresh: 500,
    refreshTimeoutMs: 45_000,
    requestTimeoutMs: 10_000,
    ...tuning,
  };
}
