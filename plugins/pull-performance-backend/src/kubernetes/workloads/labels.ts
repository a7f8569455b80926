import { JsonObject, objectOf } from '../fields';

/** Labels of an object, as Kubernetes bounds them; read them with `labelOf`. */
export type Labels = Readonly<Record<string, string>>;

/** More labels than this on one object are not kept. Objects of real clusters have 5 to 20. */
const MAX_LABELS = 64;
/** Nor are more characters of keys and values. */
const MAX_LENGTH = 4096;
/** A prefix of 253 characters, a slash and a name of 63. */
const MAX_KEY_LENGTH = 317;
const MAX_VALUE_LENGTH = 63;

/** Kubernetes' own rule for keys; it also keeps out `__proto__`. */
const keyForm = /^[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?$/;
const valueForm = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** The valid labels of an object's metadata, or those that are wanted of them. */
export function readLabels(
  metadata: JsonObject,
  isWanted: (key: string) => boolean = () => true,
): Labels {
  const found = objectOf(metadata.labels);
  const labels: [string, string][] = [];
  let length = 0;
  for (const key of Object.keys(found)) {
    if (labels.length >= MAX_LABELS) break;
    const value = found[key];
    if (
      isLabelValue(value) &&
      key.length <= MAX_KEY_LENGTH &&
      keyForm.test(key) &&
      isWanted(key)
    ) {
      length += key.length + value.length;
      if (length > MAX_LENGTH) break;
      labels.push([key, value]);
    }
  }
  return Object.fromEntries(labels);
}

/** Whether a label may have this value; it may be empty. */
export function isLabelValue(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= MAX_VALUE_LENGTH &&
    valueForm.test(value)
  );
}

/** How many characters labels have. */
export function lengthOfLabels(labels: Labels): number {
  let length = 0;
  for (const key of Object.keys(labels)) {
    length += key.length + labels[key].length;
  }
  return length;
}

/** A label's value. Plain access would also find `constructor` and its like. */
export function labelOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/**
 * Labels that differ from pod to pod or from revision to revision of one workload, set by its controllers. Job
 * names do so in a CronJob only.
 */
const passingLabels = new Set([
  'pod-template-hash',
  'pod-template-generation',
  'controller-revision-hash',
  'controller-uid',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
]);
const jobNameLabels = new Set(['job-name', 'batch.kubernetes.io/job-name']);

/** What a workload's own labels and those of one of its pods say of it, the pod's winning. */
export function workloadLabels(
  kind: string,
  own: Labels,
  ofPod: Labels,
): Labels {
  const lasting = Object.entries(ofPod).filter(
    ([key]) =>
      !passingLabels.has(key) &&
      !(kind === 'CronJob' && jobNameLabels.has(key)),
  );
  return { ...own, ...Object.fromEntries(lasting) };
}
