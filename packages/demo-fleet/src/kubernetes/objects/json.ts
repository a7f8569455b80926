/** An object of the Kubernetes API. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** The part of an object that all have. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
  labels?: Readonly<Record<string, string>>;
  [field: string]: unknown;
}

/** An object tells the same few seconds many times over. */
const timeTexts = new Map<number, string>();
const MAX_TIME_TEXTS = 256;

/** RFC 3339 in whole seconds, as Kubernetes writes most times. */
export function timeText(timeMs: number): string {
  const second = Math.floor(timeMs / 1000);
  let text = timeTexts.get(second);
  if (text === undefined) {
    text = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`;
    if (timeTexts.size >= MAX_TIME_TEXTS) timeTexts.clear();
    timeTexts.set(second, text);
  }
  return text;
}

/** A time that may not have come yet; absent fields vanish from JSON. */
export function timeTextOf(timeMs: number | undefined): string | undefined {
  return timeMs === undefined ? undefined : timeText(timeMs);
}

interface Described {
  name: string;
  namespace?: string;
  uid: string;
  revision: number;
  createdAtMs: number;
  labels?: Readonly<Record<string, string>>;
}

/** What every object's metadata begins with. */
export function metadataOf(object: Described): ObjectMeta {
  const { name, namespace, uid, revision, createdAtMs, labels } = object;
  return {
    name,
    namespace,
    uid,
    resourceVersion: `${revision}`,
    creationTimestamp: timeText(createdAtMs),
    labels,
  };
}

/** An owner as objects name it. */
export function ownerReferences(owner: {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}): object[] {
  return [{ ...owner, controller: true, blockOwnerDeletion: true }];
}
