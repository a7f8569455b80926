import { rbacRuleFor, requiredClusterRole } from './requiredRbac';
import { cronJobs } from '../watch/resources';

describe('required RBAC', () => {
  it('reads events, pods, nodes and workloads, and can do nothing else', () => {
    expect(requiredClusterRole).toBe(`apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: pull-performance-reader
rules:
  - apiGroups: [""]
    resources: ["events", "pods", "nodes"]
    verbs: ["get", "list", "watch"]
  - apiGroups: ["apps"]
    resources: ["deployments", "replicasets", "statefulsets", "daemonsets"]
    verbs: ["get", "list", "watch"]
  - apiGroups: ["batch"]
    resources: ["jobs", "cronjobs"]
    verbs: ["get", "list", "watch"]
`);
  });

  it('names the rule for one resource', () => {
    expect(rbacRuleFor(cronJobs)).toBe(`- apiGroups: ["batch"]
  resources: ["cronjobs"]
  verbs: ["get", "list", "watch"]`);
  });
});
