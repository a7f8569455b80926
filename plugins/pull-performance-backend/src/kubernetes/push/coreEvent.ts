import { JsonObject } from '../fields';

/**
 * An event of the group `events.k8s.io` as the core group tells it. Both are views of one stored event, with one UID.
 *
 * @remarks
 * Names: `pkg/apis/events/v1/conversion.go` of Kubernetes.
 */
export function coreEvent(event: JsonObject): JsonObject {
  if (event.regarding === undefined) return event;
  return {
    ...event,
    involvedObject: event.regarding,
    message: event.note,
    source: event.deprecatedSource,
    count: event.deprecatedCount,
    firstTimestamp: event.deprecatedFirstTimestamp,
    lastTimestamp: event.deprecatedLastTimestamp,
    reportingComponent: event.reportingController,
  };
}
