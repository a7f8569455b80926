import { WorkloadRef } from '../schema/openapi';

const longestTarget = 2000;
const longestPart = 400;
// No control characters and line breaks; a name in Kubernetes has none.
const unprintable = /[\p{Cc}\u2028\u2029]/u;

/**
 * The workload that a fix is about as one text, `cluster/namespace/Kind/name`: the value of one field of a form. Each part is encoded as in a URL, since the name of a
 * cluster may hold slashes.
 *
 * @public
 */
export function formatTarget(target: WorkloadRef): string {
  return [target.cluster, target.namespace, target.kind, target.name]
    .map(encodeURIComponent)
    .join('/');
}

/**
 * Reads what {@link formatTarget} writes, or a user typed; `undefined` when it does not name a workload.
 *
 * @public
 */
export function parseTarget(text: string): WorkloadRef | undefined {
  if (text.length > longestTarget) {
    return undefined;
  }
  const parts = text.trim().split('/').map(decode);
  const [cluster, namespace, kind, name] = parts;
  return parts.length === 4 && cluster && namespace && kind && name
    ? { cluster, namespace, kind, name }
    : undefined;
}

function decode(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part);
    return text.length > longestPart || unprintable.test(text)
      ? undefined
      : text;
  } catch {
    return undefined;
  }
}
