// Just enough of Protocol Buffers to write a core/v1 Event the way the API server keeps it in etcd: objects in JSON, which it
// reads too, would cost it more than real ones and flatter everyone who is compared with it.
// Format: k8s.io/api/core/v1/generated.proto, k8s.io/apimachinery/pkg/runtime/generated.proto (Unknown), prefix "k8s\0".

const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00]);

function varint(value) {
  const bytes = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push(rest % 0x80 | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

function number(field, value) {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

function bytes(field, value) {
  const content = Buffer.isBuffer(value) ? value : Buffer.from(value);
  return Buffer.concat([
    varint(field * 8 + 2),
    varint(content.length),
    content,
  ]);
}

function message(field, ...parts) {
  return bytes(field, Buffer.concat(parts));
}

function time(field, iso) {
  const seconds = Math.floor(Date.parse(iso) / 1000);
  return message(field, number(1, seconds), number(2, 0));
}

function metadata({ name, namespace, uid, creationTimestamp, managedFields }) {
  return message(
    1,
    bytes(1, name),
    bytes(2, ''),
    bytes(3, namespace),
    bytes(4, ''),
    bytes(5, uid),
    bytes(6, ''),
    number(7, 0),
    time(8, creationTimestamp),
    ...managedFields.map(one =>
      message(
        17,
        bytes(1, one.manager),
        bytes(2, one.operation),
        bytes(3, one.apiVersion),
        time(4, one.time),
        bytes(6, one.fieldsType),
        message(7, bytes(1, JSON.stringify(one.fieldsV1))),
        bytes(8, ''),
      ),
    ),
  );
}

/** The bytes that etcd holds for an event. */
export function storedEvent(event) {
  const { involvedObject: about, source } = event;
  const raw = Buffer.concat([
    metadata(event.metadata),
    message(
      2,
      bytes(1, about.kind),
      bytes(2, about.namespace),
      bytes(3, about.name),
      bytes(4, about.uid),
      bytes(5, about.apiVersion),
      bytes(6, about.resourceVersion),
      bytes(7, about.fieldPath),
    ),
    bytes(3, event.reason),
    bytes(4, event.message),
    message(5, bytes(1, source.component), bytes(2, source.host)),
    time(6, event.firstTimestamp),
    time(7, event.lastTimestamp),
    number(8, event.count),
    bytes(9, event.type),
    message(10),
    bytes(12, ''),
    bytes(14, event.reportingComponent),
    bytes(15, event.reportingInstance),
  ]);
  return Buffer.concat([
    magic,
    message(1, bytes(1, 'v1'), bytes(2, 'Event')),
    bytes(2, raw),
    bytes(3, ''),
    bytes(4, ''),
  ]);
}
