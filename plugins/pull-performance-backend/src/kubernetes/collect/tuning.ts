import { ReflectorTuning } from '../watch/tuning';

/** Times and bounds of a collector; the defaults suit real clusters. */
export interface CollectorTuning {
  /** Epoch milliseconds. */
  now: () => number;
  /** How long an event waits for its pod to become known. */
  podWaitMs: number;
  /** How long pulls wait for the first lists of nodes, workloads and pods. */
  listWaitMs: number;
  /** Records per batch, and how long the first one waits for others. */
  maxBatchRecords: number;
  maxBatchDelayMs: number;
  /** Pauses after the store failed. */
  storeBackoffMinMs: number;
  storeBackoffMaxMs: number;
  /** How often the state is saved when it does not change, and how soon when it does. */
  saveEveryMs: number;
  saveChangeAfterMs: number;
  /** How often the API server is asked whether it is there, and how long that may take. */
  pulseEveryMs: number;
  pulseTimeoutMs: number;
  /** How soon it is stored which images run. */
  imagesEveryMs: number;
  /** How soon it is stored what nodes are. */
  nodesEveryMs: number;
  /** How soon it is stored what pods ask for. */
  settingsEveryMs: number;
  reflector: ReflectorTuning;
}

export function collectorTuning(
  tuning: Partial<CollectorTuning> = {},
): CollectorTuning {
  return {
    now: Date.now,
    podWaitMs: 2_000,
    listWaitMs: 10_000,
    maxBatchRecords: 2_000,
    maxBatchDelayMs: 500,
    storeBackoffMinMs: 500,
    storeBackoffMaxMs: 30_000,
    saveEveryMs: 10_000,
    saveChangeAfterMs: 250,
    pulseEveryMs: 10_000,
    pulseTimeoutMs: 10_000,
    imagesEveryMs: 5_000,
    nodesEveryMs: 5_000,
    settingsEveryMs: 10_000,
    reflector: {},
    ...tuning,
  };
}
