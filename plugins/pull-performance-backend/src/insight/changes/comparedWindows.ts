import { TimeWindow } from '../../store/PullStore';

const HOUR_MS = 3_600_000;
/** As long as the window of a scorecard by default: a week holds each weekday once. */
const LONGEST_MS = 7 * 24 * HOUR_MS;

/**
 * The windows to compare around a rollout: the week before it, and what is known of the week after it. The hour in which it happened belongs to neither.
 * Without a full hour since then there is nothing after it.
 */
export function comparedWindows(options: {
  rolledOutAtMs: number;
  nowMs: number;
}): { before: TimeWindow; after?: TimeWindow } {
  const { rolledOutAtMs, nowMs } = options;
  const beforeEndMs = Math.floor(rolledOutAtMs / HOUR_MS) * HOUR_MS;
  const afterBeginMs = beforeEndMs + HOUR_MS;
  const afterEndMs = Math.min(
    Math.floor(nowMs / HOUR_MS) * HOUR_MS,
    afterBeginMs + LONGEST_MS,
  );
  const before = { fromMs: beforeEndMs - LONGEST_MS, toMs: beforeEndMs };
  return afterEndMs > afterBeginMs
    ? { before, after: { fromMs: afterBeginMs, toMs: afterEndMs } }
    : { before };
}
