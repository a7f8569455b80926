/** A kind of object that the API serves. */
export interface Resource {
  /** Path of its API group's version. */
  base: string;
  /** Empty for the core group. */
  group: string;
  apiVersion: string;
  name: string;
  singular: string;
  kind: string;
  shortNames: string[];
  namespaced: boolean;
  /** Events bypass the watch cache of real servers: nobody sends bookmarks for them. */
  bookmarks: boolean;
}

function resource(
  group: string,
  kind: string,
  shortNames: string[],
  options: { namespaced?: boolean; bookmarks?: boolean } = {},
): Resource {
  const singular = kind.toLowerCase();
  return {
    base: group ? `/apis/${group}/v1` : '/api/v1',
    group,
    apiVersion: group ? `${group}/v1` : 'v1',
    name: `${singular}s`,
    singular,
    kind,
    shortNames,
    namespaced: options.namespaced ?? true,
    bookmarks: options.bookmarks ?? true,
  };
}

/** Everything that the API serves. */
export const resources: readonly Resource[] = [
  resource('', 'Pod', ['po']),
  resource('', 'Node', ['no'], { namespaced: false }),
  resource('', 'Namespace', ['ns'], { namespaced: false }),
  resource('', 'Event', ['ev'], { bookmarks: false }),
  resource('apps', 'Deployment', ['deploy']),
  resource('apps', 'ReplicaSet', ['rs']),
  resource('apps', 'StatefulSet', ['sts']),
  resource('apps', 'DaemonSet', ['ds']),
  resource('batch', 'Job', []),
  resource('batch', 'CronJob', ['cj']),
];

/** The resource of a kind. */
export function resourceOfKind(kind: string): Resource | undefined {
  return resources.find(one => one.kind === kind);
}
