import { PodObject } from './objects';

/** A pod that was first seen ready counts as started if it was scheduled this lately. */
const FRESH_MS = 3_600_000;
/** The kubelet sets its first conditions within the second in which it notices the pod. */
const FIRST_STATUS_MS = 2_000;

/**
 * What is remembered of a pod: not scheduled yet, scheduled but never ready so
 * far, or past its start.
 */
export type PodStartState = 'new' | 'scheduled' | 'past';

/** A pod's start, epoch milliseconds. */
export interface PodStart {
  scheduledAtMs: number;
  /** Absent while the pod has never been ready. */
  readyAtMs?: number;
}

/**
 * Says what a pod's present state adds to what is known of its start.
 *
 * @remarks
 * Restarts in place are not starts. A pod that was ready before it was first seen counts only if
 * that must have been its first time: scheduled within the last hour, and no container restarted. A pod first
 * seen unready had been ready before if `Ready` changed after the kubelet's first look at the pod.
 *
 * @returns the new state to remember, and the start when there is news of it
 */
export function observePodStart(
  pod: PodObject,
  before: PodStartState | undefined,
  nowMs: number,
): { state: PodStartState; start?: PodStart } {
  const { scheduledAtMs } = pod;
  if (before === 'past') {
    return { state: 'past' };
  }
  if (scheduledAtMs === undefined) {
    return { state: 'new' };
  }
  if (pod.ready) {
    const first =
      before !== undefined ||
      (pod.restarts === 0 && nowMs - scheduledAtMs <= FRESH_MS);
    return first && pod.readyChangedAtMs !== undefined
      ? {
          state: 'past',
          start: { scheduledAtMs, readyAtMs: pod.readyChangedAtMs },
        }
      : { state: 'past' };
  }
  if (before === 'scheduled') {
    return { state: 'scheduled' };
  }
  return before === undefined && wasReadyBefore(pod)
    ? { state: 'past' }
    : { state: 'scheduled', start: { scheduledAtMs } };
}

function wasReadyBefore(pod: PodObject): boolean {
  const { readyChangedAtMs, acknowledgedAtMs } = pod;
  return (
    readyChangedAtMs !== undefined &&
    acknowledgedAtMs !== undefined &&
    readyChangedAtMs > acknowledgedAtMs + FIRST_STATUS_MS
  );
}
