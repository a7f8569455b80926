import {
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSettings,
  Toleration,
} from 'backstage-plugin-pull-performance-common';
import { JsonObject, objectOf } from '../fields';
import { LruMap } from '../LruMap';
import { isLabelValue } from './labels';

/** Entries of each list that are taken; pods of real clusters have up to ten. */
const MAX_ENTRIES = 64;
const MAX_TERMS = 16;
/** Characters of all of it as JSON; pods of real clusters have 100 to 1,000. */
const MAX_LENGTH = 4_096;
/** So many are in use by few pods each, whatever is longer is rare. */
const SHARED_LENGTH = 1_024;
/** Texts that pods share, at most 16 MB. */
const MAX_INTERNED = 4_096;
const MAX_NAME_LENGTH = 253;

/** Names of most objects: a DNS subdomain (RFC 1123). */
const nameForm = /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/;
/** A qualified name: a DNS subdomain and a slash, which may be absent, and a name of up to 63 characters. */
const keyForm =
  /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const integerForm = /^-?\d{1,19}$/;

const affinityOperators = new Set([
  ...['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'],
]);
const tolerationOperators = new Set(['Exists', 'Equal', 'Gt', 'Lt']);
const effects = new Set(['NoSchedule', 'PreferNoSchedule', 'NoExecute']);

/** `DefaultTolerationSeconds` of the API server adds these to each pod. */
const DEFAULT_TOLERATION_SECONDS = 300;
const addedToAll = new Set([
  'node.kubernetes.io/not-ready',
  'node.kubernetes.io/unreachable',
]);
/** The DaemonSet controller adds these to its pods (`AddOrUpdateDaemonPodTolerations` in `pkg/controller/daemon/util`). */
const addedToDaemons = new Map([
  ['node.kubernetes.io/not-ready', 'NoExecute'],
  ['node.kubernetes.io/unreachable', 'NoExecute'],
  ['node.kubernetes.io/disk-pressure', 'NoSchedule'],
  ['node.kubernetes.io/memory-pressure', 'NoSchedule'],
  ['node.kubernetes.io/pid-pressure', 'NoSchedule'],
  ['node.kubernetes.io/unschedulable', 'NoSchedule'],
  ['node.kubernetes.io/network-unavailable', 'NoSchedule'],
]);

const interned = LruMap.create<string, string>({ maxSize: MAX_INTERNED });

/**
 * What decides where a pod may run and with which rights it pulls: a `PodSettings` as JSON. Pods of a workload share
 * the text. `undefined` when the pod has no specification, or one that cannot be: half of what restricts a pod would
 * say that it may run where it may not.
 *
 * @param isDaemon - whether a DaemonSet made the pod
 */
export function readPodSettings(
  spec: JsonObject,
  isDaemon: boolean,
): string | undefined {
  if (!Array.isArray(spec.containers)) return undefined;
  const nodeSelector = nodeSelectorOf(spec.nodeSelector);
  const nodeAffinity = nodeAffinityOf(spec.affinity);
  const tolerations = tolerationsOf(spec.tolerations, isDaemon);
  if (!nodeSelector || !nodeAffinity || !tolerations) return undefined;
  const settings: PodSettings = {
    serviceAccount: nameOf(spec.serviceAccountName),
    imagePullSecrets: secretsOf(spec.imagePullSecrets),
    nodeSelector,
    nodeAffinity,
    tolerations,
    // Of a pod that names none this is the cluster's default, if it has one: to name that again changes nothing.
    priorityClass: nameOf(spec.priorityClassName),
    runtimeClass: nameOf(spec.runtimeClassName),
  };
  const text = JSON.stringify(settings);
  return text.length <= MAX_LENGTH ? intern(text) : undefined;
}

/** How many characters the settings of a pod count for; those that most pods have are shared. */
export function lengthOfSettings(settings: string | undefined): number {
  return Math.max(0, (settings?.length ?? 0) - SHARED_LENGTH);
}

function intern(text: string): string {
  const known = interned.peek(text);
  if (known !== undefined) return known;
  interned.set(text, text);
  return text;
}

function nameOf(value: unknown): string | undefined {
  return typeof value === 'string' &&
    value.length <= MAX_NAME_LENGTH &&
    nameForm.test(value)
    ? value
    : undefined;
}

/** No secret has another name, and Kubernetes passes over those that it does not find. */
function secretsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const names = value
    .slice(0, MAX_ENTRIES)
    .flatMap(secret => nameOf(objectOf(secret).name) ?? []);
  return names.length > 1 ? [...new Set(names)] : names;
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && keyForm.test(value);
}

/** An absent list is an empty one; `undefined` for what is none, or too long. */
function listOf(value: unknown, maxLength: number): unknown[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.length <= maxLength ? value : undefined;
}

/** All items read, or `undefined` when one of them cannot be. */
function allOf<T>(
  items: readonly unknown[],
  read: (item: JsonObject) => T | undefined,
): T[] | undefined {
  const all: T[] = [];
  for (const item of items) {
    const one = read(objectOf(item));
    if (one === undefined) return undefined;
    all.push(one);
  }
  return all;
}

function nodeSelectorOf(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return {};
  const selector = objectOf(value);
  const keys = Object.keys(selector);
  if (keys.length > MAX_ENTRIES || selector !== value) return undefined;
  // Pushed ones come in any order.
  const entries: [string, string][] = [];
  for (const key of keys.sort()) {
    const wanted = selector[key];
    if (!isKey(key) || !isLabelValue(wanted)) return undefined;
    entries.push([key, wanted]);
  }
  return Object.fromEntries(entries);
}

function nodeAffinityOf(affinity: unknown): NodeSelectorTerm[] | undefined {
  if (affinity === undefined) return [];
  const required = objectOf(
    objectOf(objectOf(affinity).nodeAffinity)
      .requiredDuringSchedulingIgnoredDuringExecution,
  );
  const terms = listOf(required.nodeSelectorTerms, MAX_TERMS);
  const read = terms && allOf(terms, termOf);
  // DaemonSets name the node of each pod by a field, and terms without any expression match nothing.
  return read?.filter(({ matchExpressions }) => matchExpressions.length > 0);
}

function termOf(term: JsonObject): NodeSelectorTerm | undefined {
  const expressions = listOf(term.matchExpressions, MAX_ENTRIES);
  const matchExpressions = expressions && allOf(expressions, requirementOf);
  return matchExpressions && { matchExpressions };
}

function requirementOf(raw: JsonObject): NodeSelectorRequirement | undefined {
  const { key, operator } = raw;
  const values = listOf(raw.values, MAX_ENTRIES);
  if (
    !isKey(key) ||
    typeof operator !== 'string' ||
    !affinityOperators.has(operator) ||
    !values
  ) {
    return undefined;
  }
  const isNumeric = operator === 'Gt' || operator === 'Lt';
  const isValue = (value: unknown): value is string =>
    isNumeric
      ? typeof value === 'string' && integerForm.test(value)
      : isLabelValue(value);
  if (!values.every(isValue)) return undefined;
  return { key, operator, ...(values.length > 0 && { values }) };
}

function tolerationsOf(
  value: unknown,
  isDaemon: boolean,
): Toleration[] | undefined {
  const tolerations = listOf(value, MAX_ENTRIES);
  return (
    tolerations &&
    allOf(
      tolerations.filter(one => !isAdded(objectOf(one), isDaemon)),
      tolerationOf,
    )
  );
}

/** Whether Kubernetes adds a toleration by itself. */
function isAdded(toleration: JsonObject, isDaemon: boolean): boolean {
  const { key, operator, effect, tolerationSeconds } = toleration;
  if (typeof key !== 'string' || operator !== 'Exists') return false;
  return (
    (addedToAll.has(key) &&
      effect === 'NoExecute' &&
      tolerationSeconds === DEFAULT_TOLERATION_SECONDS) ||
    (isDaemon &&
      addedToDaemons.has(key) &&
      addedToDaemons.get(key) === effect &&
      tolerationSeconds === undefined)
  );
}

function tolerationOf(raw: JsonObject): Toleration | undefined {
  const key = raw.key || undefined;
  const operator = raw.operator || undefined;
  const value = raw.value || undefined;
  const effect = raw.effect || undefined;
  const tolerationSeconds = raw.tolerationSeconds ?? undefined;
  if (
    (key === undefined || isKey(key)) &&
    isOneOf(operator, tolerationOperators) &&
    (value === undefined || isLabelValue(value)) &&
    isOneOf(effect, effects) &&
    (tolerationSeconds === undefined ||
      (typeof tolerationSeconds === 'number' &&
        Number.isSafeInteger(tolerationSeconds)))
  ) {
    return { key, operator, value, effect, tolerationSeconds };
  }
  return undefined;
}

function isOneOf(
  value: unknown,
  allowed: ReadonlySet<string>,
): value is string | undefined {
  return (
    value === undefined || (typeof value === 'string' && allowed.has(value))
  );
}
