import { setTimeout as sleep } from 'node:timers/promises';

/** Reports every so often until the signal aborts; it never rejects. */
export async function reportEvery(options: {
  everyMs: number;
  /** Share of the time that reporting may take at most; no matter when absent. */
  mostBusyShare?: number;
  report: () => Promise<void>;
  onError: (error: unknown) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { everyMs, mostBusyShare = 1, report, onError, signal } = options;
  let pauseMs = everyMs;
  while (!signal.aborted) {
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const beganAtMs = performance.now();
    await report().catch(onError);
    const tookMs = performance.now() - beganAtMs;
    pauseMs = Math.max(everyMs, tookMs / mostBusyShare - tookMs);
  }
}
