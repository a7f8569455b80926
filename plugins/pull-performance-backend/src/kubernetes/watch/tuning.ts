/** Times and bounds of a reflector; the defaults suit real clusters. */
export interface ReflectorTuning {
  /** Objects per page of a list. */
  pageSize?: number;
  /** Pages after which a list counts as endless. */
  maxPages?: number;
  /** Whole seconds that one watch lasts; below the 300 s after which HTTP clients and proxies give up. */
  watchSeconds?: number;
  /** When a watch without server bookmarks asks for the current version. */
  probeAfterSeconds?: number;
  /** How long a watch must stay open after that for the version to be safe to go on from. */
  settleSeconds?: number;
  /** A watch that ends sooner than this counts as a failure. */
  shortWatchMs?: number;
  backoffMinMs?: number;
  backoffMaxMs?: number;
  /** How long one page may take. */
  pageTimeoutMs?: number;
  /** How long asking for the current version may take. */
  versionTimeoutMs?: number;
  /** How much longer than its time a watch may take before it is given up. */
  watchGraceMs?: number;
  /** A larger page is asked for again in smaller pieces, down to single objects, of which etcd keeps none above 1.5 MiB. */
  maxPageBytes?: number;
  maxLineBytes?: number;
}

const MIB = 1024 * 1024;

export function withDefaults(
  tuning: ReflectorTuning,
): Required<ReflectorTuning> {
  const watchSeconds = tuning.watchSeconds ?? 240;
  return {
    pageSize: 500,
    maxPages: 10_000,
    probeAfterSeconds: watchSeconds / 2,
    settleSeconds: 30,
    shortWatchMs: 1000,
    backoffMinMs: 1000,
    backoffMaxMs: 30_000,
    pageTimeoutMs: 60_000,
    versionTimeoutMs: 10_000,
    watchGraceMs: 10_000,
    maxPageBytes: 16 * MIB,
    maxLineBytes: 4 * MIB,
    ...tuning,
    watchSeconds,
  };
}
