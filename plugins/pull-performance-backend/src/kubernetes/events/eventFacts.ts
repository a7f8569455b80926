import { cleanText } from '../cleanText';
import { JsonObject, objectOf, textOf, timeOf } from '../fields';
import { objectVersion } from '../objectVersion';
import { EventFacts } from './types';

/** UIDs have 36 characters, but may be anything short. */
const MAX_UID_LENGTH = 128;
/** `count` is an int32. */
const MAX_COUNT = 2 ** 31 - 1;

export const MAX_MESSAGE_LENGTH = 1024;

const combinedPrefix = '(combined from similar events): ';
const containerPath =
  /^spec\.(containers|initContainers|ephemeralContainers)\{([^{}]{1,63})\}$/;
const implicitContainer = /^implicitly required container (\S{1,63})$/;

const containerKinds = {
  containers: 'container',
  initContainers: 'init',
  ephemeralContainers: 'ephemeral',
} as const;

function countOf(event: JsonObject): number {
  const count = event.count ?? objectOf(event.series).count;
  return typeof count === 'number' && Number.isInteger(count) && count > 0
    ? Math.min(count, MAX_COUNT)
    : 1;
}

/** Image volumes have no field path; an unknown one names no container. */
function containerOf(
  fieldPath: unknown,
): Pick<EventFacts, 'container' | 'containerKind'> {
  if (fieldPath === undefined || fieldPath === null || fieldPath === '') {
    return { container: '', containerKind: 'volume' };
  }
  const path = textOf(fieldPath, 128) ?? '';
  const match = containerPath.exec(path);
  if (match) {
    return {
      container: match[2],
      containerKind: containerKinds[match[1] as keyof typeof containerKinds],
    };
  }
  return {
    container: implicitContainer.exec(path)?.[1] ?? '',
    containerKind: 'container',
  };
}

/** An object's UID, when it has a usable one. */
export function uidOf(object: JsonObject): string | undefined {
  return textOf(objectOf(object.metadata).uid, MAX_UID_LENGTH);
}

/** Whether a kubelet sent an event, as far as it says who did. */
export function fromKubelet(event: JsonObject): boolean {
  const component =
    objectOf(event.source).component || event.reportingComponent;
  return !component || component === 'kubelet';
}

/** When an event happened for the first and the last time, epoch milliseconds; nothing when it does not say. */
export function timesOf(
  event: JsonObject,
): Pick<EventFacts, 'firstAtMs' | 'lastAtMs'> | undefined {
  const lastAtMs =
    timeOf(event.lastTimestamp) ??
    timeOf(objectOf(event.series).lastObservedTime) ??
    timeOf(event.eventTime) ??
    timeOf(event.firstTimestamp);
  if (lastAtMs === undefined) return undefined;
  const firstAtMs =
    timeOf(event.firstTimestamp) ?? timeOf(event.eventTime) ?? lastAtMs;
  return { firstAtMs: Math.min(firstAtMs, lastAtMs), lastAtMs };
}

/**
 * Reads what all events have in common.
 *
 * @returns the facts and the text without the prefix of combined events, or what is missing
 */
export function readEventFacts(
  event: JsonObject,
): { facts: EventFacts; text: string } | { missing: string } {
  const pod = objectOf(event.involvedObject);
  const source = objectOf(event.source);
  const uid = uidOf(event);
  const namespace = textOf(pod.namespace);
  const podName = textOf(pod.name);
  const podUid = textOf(pod.uid, MAX_UID_LENGTH);
  const times = timesOf(event);

  if (!uid) return { missing: 'metadata.uid' };
  if (!namespace) return { missing: 'involvedObject.namespace' };
  if (!podName) return { missing: 'involvedObject.name' };
  if (!podUid) return { missing: 'involvedObject.uid' };
  if (!times) return { missing: 'lastTimestamp' };
  if (typeof event.message !== 'string' || !event.message) {
    return { missing: 'message' };
  }
  const combined = event.message.startsWith(combinedPrefix);
  return {
    text: combined ? event.message.slice(combinedPrefix.length) : event.message,
    facts: {
      uid,
      count: countOf(event),
      ...times,
      combined,
      namespace,
      podName,
      podUid,
      podVersion: objectVersion(pod.resourceVersion),
      node: textOf(source.host) ?? textOf(event.reportingInstance) ?? '',
      ...containerOf(pod.fieldPath),
      message: cleanText(event.message, MAX_MESSAGE_LENGTH),
    },
  };
}
