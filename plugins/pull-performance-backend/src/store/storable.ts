import { InputError } from '@backstage/errors';
import {
  PodStartRecord,
  PullBatch,
  PullRecord,
  WorkloadKey,
  WorkloadRecord,
} from './PullStore';

/** Longer than any name that Kubernetes allows (253 characters). */
const MAX_NAME_LENGTH = 320;
/** Index entries of PostgreSQL are bounded, references rarely exceed 255 characters. */
const MAX_IMAGE_LENGTH = 1_024;
const MAX_MESSAGE_LENGTH = 1_024;
const MAX_LABELS = 256;
const MAX_LABEL_LENGTH = 512;
/** The last millisecond of the year 9999, the last that Kubernetes can write. */
const MAX_TIME_MS = 253_402_300_799_999;

/**
 * A batch as both databases can hold it. Names come from clusters: they are
 * shortened, and freed of NUL, which PostgreSQL refuses. Durations and sizes that
 * cannot be are unknown.
 *
 * @throws InputError when a record has no usable time or occurrence
 */
export function storableBatch(batch: PullBatch): PullBatch {
  return {
    workloads: batch.workloads.map(storableWorkload),
    pulls: batch.pulls.map(storablePull),
    podStarts: batch.podStarts.map(storablePodStart),
  };
}

/** Text without NUL, shortened. */
export function storableText(
  text: string,
  maxLength: number = MAX_NAME_LENGTH,
): string {
  const short = text.length > maxLength ? text.slice(0, maxLength) : text;
  // Looked for first: hardly any text has one.
  return short.includes('\0') ? short.replaceAll('\0', '\uFFFD') : short;
}

/** The same, of a workload. */
export function storableKey(key: WorkloadKey): WorkloadKey {
  return {
    cluster: storableText(key.cluster),
    namespace: storableText(key.namespace),
    kind: storableText(key.kind),
    name: storableText(key.name),
  };
}

function storableWorkload(workload: WorkloadRecord): WorkloadRecord {
  const labels = Object.entries(workload.labels)
    .filter(
      ([key, value]) =>
        typeof value === 'string' &&
        key.length + value.length <= MAX_LABEL_LENGTH,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_LABELS)
    .map(([key, value]) => [
      storableText(key, MAX_LABEL_LENGTH),
      storableText(value, MAX_LABEL_LENGTH),
    ]);
  return {
    ...storableKey(workload),
    labels: Object.fromEntries(labels),
    entityRefs: storableRefs(workload.entityRefs),
  };
}

/** Entity references in a fixed order, each once. */
export function storableRefs(entityRefs: string[]): string[] {
  return [...new Set(entityRefs.map(ref => storableText(ref, 1_024)))].sort();
}

function storablePull(pull: PullRecord): PullRecord {
  if (!Number.isSafeInteger(pull.occurrence) || pull.occurrence < 1) {
    throw new InputError(
      `Pull of event ${pull.eventUid} has no occurrence: ${pull.occurrence}`,
    );
  }
  return {
    ...pull,
    eventUid: storableText(pull.eventUid),
    workload: storableKey(pull.workload),
    podName: storableText(pull.podName),
    podUid: storableText(pull.podUid),
    container: storableText(pull.container),
    node: storableText(pull.node),
    nodePool: optionalText(pull.nodePool),
    image: storableText(pull.image, MAX_IMAGE_LENGTH),
    finishedAtMs: timeMs(pull.finishedAtMs, `pull of event ${pull.eventUid}`),
    waitSeconds: known(pull.waitSeconds),
    pullSeconds: known(pull.pullSeconds),
    imageBytes:
      pull.imageBytes !== undefined && Number.isSafeInteger(pull.imageBytes)
        ? known(pull.imageBytes)
        : undefined,
    message: storableText(pull.message, MAX_MESSAGE_LENGTH),
  };
}

function storablePodStart(start: PodStartRecord): PodStartRecord {
  const what = `start of pod ${start.podName}`;
  const scheduledAtMs = timeMs(start.scheduledAtMs, what);
  const readyAtMs =
    start.readyAtMs === undefined ? undefined : timeMs(start.readyAtMs, what);
  return {
    ...start,
    workload: storableKey(start.workload),
    podUid: storableText(start.podUid),
    podName: storableText(start.podName),
    nodePool: optionalText(start.nodePool),
    scheduledAtMs,
    // Ready before it was scheduled: the clocks disagree, so the time to ready is not known.
    readyAtMs:
      readyAtMs !== undefined && readyAtMs >= scheduledAtMs
        ? readyAtMs
        : undefined,
  };
}

function optionalText(text: string | undefined): string | undefined {
  return text === undefined ? undefined : storableText(text);
}

function known(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value >= 0
    ? value
    : undefined;
}

function timeMs(value: number, what: string): number {
  const rounded = Math.round(value);
  if (!(rounded >= 0 && rounded <= MAX_TIME_MS)) {
    throw new InputError(`The ${what} has no usable time: ${value}`);
  }
  return rounded;
}
