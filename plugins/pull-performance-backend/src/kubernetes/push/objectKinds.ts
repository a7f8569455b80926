import { JsonObject } from '../fields';

/** Kinds of objects that say something about pulls, by API group. */
const kindsOfGroups = new Map<string, ReadonlySet<string>>([
  ['', new Set(['Event', 'Pod', 'Node'])],
  ['events.k8s.io', new Set(['Event'])],
  ['apps', new Set(['ReplicaSet', 'Deployment', 'StatefulSet', 'DaemonSet'])],
  ['batch', new Set(['Job', 'CronJob'])],
]);

/** An object's kind when it is one of interest: other groups have kinds of the same names. */
export function kindOfInterest(object: JsonObject): string | undefined {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    return undefined;
  }
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return kindsOfGroups.get(group)?.has(kind) ? kind : undefined;
}
