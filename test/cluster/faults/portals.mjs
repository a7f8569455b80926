// Portals of the fault tests: each reads clusters by kubeconfig files of its own, with one service that owns all pulls.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../scripts/ports.mjs';

export const entityPath =
  '/api/pull-performance/v1/entities/component/default/checkout';

/** A kubeconfig that reaches a cluster another way. */
export async function kubeconfigVia({ cluster, file, server, insecure }) {
  const config = JSON.parse(
    await cluster.kubectl.run([
      ...['config', 'view', '--raw', '--flatten', '-o', 'json'],
    ]),
  );
  const [entry] = config.clusters;
  if (server) entry.cluster.server = server;
  if (server || insecure) {
    // The certificate is of the API server's own address.
    delete entry.cluster['certificate-authority-data'];
    entry.cluster['insecure-skip-tls-verify'] = true;
  }
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

/** What `startPortal` needs. `clusters`: kubeconfig files by name. */
export async function portalOptions({ folder, clusters, database, env }) {
  const entities = join(folder, 'entities.json');
  writeFileSync(
    entities,
    JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'checkout',
        annotations: { 'backstage.io/kubernetes-id': 'checkout' },
      },
      spec: { type: 'service', lifecycle: 'production', owner: 'shop-team' },
    }),
  );
  return {
    folder,
    port: await freePort(),
    database,
    env,
    config: {
      catalog: { locations: [{ type: 'file', target: entities }] },
      pullPerformance: {
        kubernetesPlugin: { enabled: false },
        clusters: Object.entries(clusters).map(([name, file]) => ({
          name,
          kubeconfig: { file },
        })),
      },
    },
  };
}
