/**
 * An object's `resourceVersion` as a number, when it is one that can be compared: a whole number, as of all API
 * servers that keep their objects in etcd. Only versions of one kind of object can be compared, since kinds may be
 * kept apart, as events often are.
 */
export function objectVersion(value: unknown): number | undefined {
  return typeof value === 'string' && /^[1-9]\d{0,14}$/.test(value)
    ? Number(value)
    : undefined;
}
