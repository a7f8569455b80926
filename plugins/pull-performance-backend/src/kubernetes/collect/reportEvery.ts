import { setTimeout as sleep } from 'node:timers/promises';

/** Putting a report together may take this share of the time. */
const MOST_BUSY_SHARE = 0.05;

/** Reports every so often until the signal aborts; it never rejects. */
export async function reportEvery(options: {
  everyMs: number;
  report: () => Promise<void>;
  onError: (error: unknown) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { everyMs, report, onError, signal } = options;
  let pauseMs = everyMs;
  while (!signal.aborted) {
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const beganAtMs = performance.now();
    await report().catch(onError);
    const tookMs = performance.now() - beganAtMs;
    pauseMs = Math.max(everyMs, tookMs / MOST_BUSY_SHARE);
  }
}
