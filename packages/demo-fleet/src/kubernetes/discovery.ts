import { resources } from './resources';

function resourceList(base: string): object | undefined {
  const served = resources.filter(one => one.base === base);
  return served[0]
    ? {
        kind: 'APIResourceList',
        apiVersion: 'v1',
        groupVersion: served[0].apiVersion,
        resources: served.map(
          ({ name, singular, namespaced, kind, shortNames }) => ({
            name,
            singularName: singular,
            namespaced,
            kind,
            verbs: ['get', 'list', 'watch'],
            shortNames,
          }),
        ),
      }
    : undefined;
}

/** What the API says of itself, by path. */
export function discoveryOf(
  path: string,
  kubernetesVersion: string,
): object | undefined {
  if (path === '/version') {
    const [major, minor] = kubernetesVersion.slice(1).split('.');
    return {
      major,
      minor,
      gitVersion: kubernetesVersion,
      gitCommit: '',
      gitTreeState: 'clean',
      buildDate: '2026-01-01T00:00:00Z',
      goVersion: 'go1.24.0',
      compiler: 'gc',
      platform: 'linux/amd64',
    };
  }
  if (path === '/api') {
    return { kind: 'APIVersions', versions: ['v1'] };
  }
  if (path === '/apis') {
    const groups = ['apps', 'batch'].map(name => {
      const version = { groupVersion: `${name}/v1`, version: 'v1' };
      return { name, versions: [version], preferredVersion: version };
    });
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }
  return resourceList(path);
}
