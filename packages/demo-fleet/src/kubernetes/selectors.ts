import { KubernetesObject } from './objects/json';
import { Resource } from './resources';
import { StatusError } from './status';

/** Says whether an object is meant. */
export type Selector = (object: KubernetesObject) => boolean;

/** `AddFieldLabelConversionsForEvent` and its like of the API server. */
const eventFields = new Set([
  'involvedObject.kind',
  'involvedObject.namespace',
  'involvedObject.name',
  'involvedObject.uid',
  'involvedObject.apiVersion',
  'involvedObject.resourceVersion',
  'involvedObject.fieldPath',
  'reason',
  'reportingComponent',
  'type',
]);
const podFields = new Set(['spec.nodeName', 'status.phase']);

function fieldOf(object: KubernetesObject, path: string): string {
  let value: unknown = object;
  for (const key of path.split('.')) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined;
  }
  return typeof value === 'string' ? value : '';
}

function knownField(resource: Resource, field: string): boolean {
  return (
    field === 'metadata.name' ||
    (field === 'metadata.namespace' && resource.namespaced) ||
    (resource.kind === 'Event' && eventFields.has(field)) ||
    (resource.kind === 'Pod' && podFields.has(field))
  );
}

function termsOf(text: string): string[] {
  return text
    .split(',')
    .map(term => term.trim())
    .filter(term => term !== '');
}

/** @throws StatusError 400 as the API server answers to fields it does not index */
export function fieldSelector(resource: Resource, text: string): Selector {
  const terms = termsOf(text).map(term => {
    const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(term);
    if (!match) {
      throw StatusError.create(
        400,
        'BadRequest',
        `Unable to find "${resource.name}" that match label selector "", field selector "${text}": invalid field selector: ${term}`,
      );
    }
    const [, field, operator, value] = match;
    if (!knownField(resource, field)) {
      throw StatusError.create(
        400,
        'BadRequest',
        `Unable to find "${resource.name}" that match label selector "", field selector "${text}": field label not supported: ${field}`,
      );
    }
    return { field, wanted: operator !== '!=', value };
  });
  return object =>
    terms.every(
      ({ field, wanted, value }) =>
        (fieldOf(object, field) === value) === wanted,
    );
}

/** Equality and existence; set-based terms are refused. */
export function labelSelector(text: string): Selector {
  const terms = termsOf(text).map(term => {
    const match = /^(!?)([^=!\s()]+)(?:(==|=|!=)([^=!\s()]*))?$/.exec(term);
    if (!match) {
      throw StatusError.create(
        400,
        'BadRequest',
        `unable to parse requirement: ${term}: the demo fleet knows =, != and existence only`,
      );
    }
    const [, not, key, operator, value] = match;
    return { key, wanted: not === '' && operator !== '!=', operator, value };
  });
  return ({ metadata }) =>
    terms.every(({ key, wanted, operator, value }) => {
      const labels = metadata.labels ?? {};
      const has = Object.hasOwn(labels, key);
      const fits = operator === undefined ? has : has && labels[key] === value;
      return fits === wanted;
    });
}

/** What a request's namespace and selectors leave. */
export function selectorOf(
  resource: Resource,
  query: URLSearchParams,
  namespace?: string,
): Selector {
  const byField = fieldSelector(resource, query.get('fieldSelector') ?? '');
  const byLabel = labelSelector(query.get('labelSelector') ?? '');
  return object =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    byField(object) &&
    byLabel(object);
}
