import { SimulatedEvent } from '../../simulation/objects';
import { KubernetesObject, metadataOf, timeText } from './json';

/** client-go names an event after its object and the time in nanoseconds. */
function nameOf({ involved, createdAtMs }: SimulatedEvent): string {
  const nanoseconds = BigInt(Math.floor(createdAtMs * 1000)) * 1000n;
  return `${involved.name}.${nanoseconds.toString(16)}`;
}

/** A core/v1 Event. The scheduler fills other fields than the kubelet. */
export function renderEvent(event: SimulatedEvent): KubernetesObject {
  const { involved, reason, message, type, component, host } = event;
  const { revision, ...ref } = involved;
  const metadata = metadataOf({
    ...event,
    name: nameOf(event),
    namespace: involved.namespace,
  });
  const involvedObject = { ...ref, resourceVersion: `${revision}` };
  const start = { apiVersion: 'v1', kind: 'Event', metadata, involvedObject };
  if (component === 'default-scheduler') {
    return {
      ...start,
      reason,
      message,
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      type,
      eventTime: new Date(event.lastAtMs).toISOString().replace('Z', '000Z'),
      action: reason === 'Scheduled' ? 'Binding' : 'Scheduling',
      reportingComponent: component,
      reportingInstance: `${component}-0`,
    };
  }
  return {
    ...start,
    reason,
    message,
    source: { component, ...(host && { host }) },
    firstTimestamp: timeText(event.firstAtMs),
    lastTimestamp: timeText(event.lastAtMs),
    count: event.count,
    type,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host ?? '',
  };
}
