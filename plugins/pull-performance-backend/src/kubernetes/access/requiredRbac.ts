import { watchedResources } from '../watch/resources';
import { WatchedResource } from '../watch/types';

/** A rule of a ClusterRole in flow style, so that it can be pasted as it is. */
function rbacRule(
  group: string,
  resources: readonly string[],
  verbs: readonly string[] = ['get', 'list', 'watch'],
): string {
  const list = (names: readonly string[]) =>
    names.map(name => `"${name}"`).join(', ');
  return [
    `- apiGroups: ["${group}"]`,
    `  resources: [${list(resources)}]`,
    `  verbs: [${list(verbs)}]`,
  ].join('\n');
}

/** The rule that lets a cluster's account read one resource, as YAML. */
export function rbacRuleFor(resource: WatchedResource): string {
  return rbacRule(resource.group, [resource.resource], resource.verbs);
}

function allRules(): string {
  const resourcesByGroup = new Map<string, Set<string>>();
  for (const { group, resource } of watchedResources) {
    const resources = resourcesByGroup.get(group) ?? new Set();
    resourcesByGroup.set(group, resources.add(resource));
  }
  return [...resourcesByGroup]
    .map(([group, resources]) => rbacRule(group, [...resources]))
    .join('\n');
}

/** The whole ClusterRole that reading a cluster needs, as YAML. Nothing in it can write or run anything. */
export const requiredClusterRole = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: pull-performance-reader
rules:
${allRules().replace(/^/gm, '  ')}
`;
