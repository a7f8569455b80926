import { KubernetesObject } from '../kubernetes/objects/json';
import { Resource } from '../kubernetes/resources';
import { anyValueText } from './anyValue';

/** What the collector calls itself. */
const SCOPE =
  'github.com/open-telemetry/opentelemetry-collector-contrib/receiver/k8sobjectsreceiver';

/**
 * A change of an object as a log record, as text.
 *
 * @remarks
 * As `watchObjectsToLogData` of the OpenTelemetry Collector's `k8sobjectsreceiver`
 * (`unstructured_to_logdata.go`, v0.111) makes it: the body is what the watch told, the attributes
 * name the resource and the object, and there is no time but the one of observation.
 */
export function logRecordText(change: {
  type: string;
  object: KubernetesObject;
  resource: Resource;
  observedAtMs: number;
}): string {
  const { type, object, resource, observedAtMs } = change;
  const attributes = [
    ['k8s.resource.name', resource.name],
    ['event.domain', 'k8s'],
    ['event.name', object.metadata.name],
  ].map(([key, value]) => `{"key":"${key}","value":${anyValueText(value)}}`);
  const observed = `${BigInt(Math.floor(observedAtMs)) * 1_000_000n}`;
  return `{"observedTimeUnixNano":"${observed}","body":${anyValueText({
    object,
    type,
  })},"attributes":[${attributes.join()}],"traceId":"","spanId":""}`;
}

/** An `ExportLogsServiceRequest` about one cluster, as text. The collector's resource processor names the cluster. */
export function requestText(
  cluster: string,
  records: readonly string[],
): string {
  const name = `{"key":"k8s.cluster.name","value":${anyValueText(cluster)}}`;
  return `{"resourceLogs":[{"resource":{"attributes":[${name}]},"scopeLogs":[{"scope":{"name":"${SCOPE}","version":"0.111.0"},"logRecords":[${records.join()}]}]}]}`;
}
