// A portal that reads the cluster: from it come the settings of workloads, as a template gets them, and what became of a change.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../scripts/ports.mjs';
import { poll, startPortal } from '../../portal.mjs';

const api = '/api/pull-performance/v1';
const refOf = service => `component:default/${service}`;

/**
 * Starts the portal.
 *
 * @param options - `services`: names of the labels that Deployments have
 */
export async function startPrepullPortal(options) {
  const { folder, namespace, services, kubeconfig } = options;
  const entities = join(folder, 'entities.json');
  const entityOf = name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        'backstage.io/kubernetes-id': name,
        'backstage.io/kubernetes-namespace': namespace,
      },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'shop-team' },
  });
  // JSON is YAML, of which a file can hold several documents.
  writeFileSync(
    entities,
    services.map(name => JSON.stringify(entityOf(name))).join('\n---\n'),
  );
  const portal = await startPortal({
    folder,
    port: await freePort(),
    config: {
      catalog: { locations: [{ type: 'file', target: entities }] },
      pullPerformance: {
        clusters: [{ name: 'real', kubeconfig: { file: kubeconfig } }],
        schedules: { services: { seconds: 5 }, nodes: { seconds: 5 } },
      },
    },
  });
  const pathOf = service => `${api}/entities/component/default/${service}`;
  await poll('The services are in the catalog', 60, async () => {
    for (const name of services) {
      const { status } = await portal.request(`${pathOf(name)}/scorecard`);
      if (status !== 200) return undefined;
    }
    return true;
  });

  return {
    logFile: portal.logFile,
    stop: portal.stop,

    /** A service's Deployment with the settings of its pods, and the nodes that run it, as soon as they are known. */
    workloadOf(service) {
      let last;
      return poll(`Settings of ${service}`, 60, async () => {
        last = await portal.get(`${pathOf(service)}/workloads`);
        const workload = last.items.find(
          ({ kind, name, settings }) =>
            kind === 'Deployment' && name === service && settings,
        );
        const clusterNodes = last.clusters.find(
          ({ kubernetesVersions }) => kubernetesVersions.length > 0,
        );
        return workload && clusterNodes
          ? { workload, clusterNodes }
          : undefined;
      }).catch(error => {
        throw new Error(`${error.message}: ${JSON.stringify(last)}`, {
          cause: error,
        });
      });
    },

    /** Records that a service's images are pulled early from now on. */
    async record(service, marker) {
      const { status, body } = await portal.request(`${api}/changes`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          entityRef: refOf(service),
          fix: 'prepull-daemonset',
          marker,
        }),
      });
      assert.equal(status, 201, JSON.stringify(body));
      return body;
    },

    /** The only change of a service. */
    async changeOf(service) {
      const { items } = await portal.get(
        `${api}/changes?entityRef=${encodeURIComponent(refOf(service))}`,
      );
      assert.equal(items.length, 1);
      return items[0];
    },
  };
}
