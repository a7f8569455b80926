// A portal that reads one cluster and its registry, with services whose images and pulls are asked for.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../../scripts/ports.mjs';
import { poll, startPortal } from '../../portal.mjs';
import { sqliteReader } from '../faults/portalDatabase.mjs';

const api = '/api/pull-performance/v1';
/** Events tell times cut to the second. */
const apartMs = 2_000;

/**
 * Starts the portal, and waits until it collects.
 *
 * @param options - `services`: names of the labels that Deployments have. `registries`: as in its configuration
 */
export async function startImagePortal(options) {
  const { folder, namespace, services, kubeconfig, registries } = options;
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
        registries,
        schedules: {
          services: { seconds: 5 },
          images: { seconds: 1 },
          tags: { seconds: 1 },
        },
      },
    },
  });
  const pathOf = service => `${api}/entities/component/default/${service}`;
  const database = sqliteReader(folder);

  await poll('The services are in the catalog', 60, async () => {
    for (const name of services) {
      const { status } = await portal.request(`${pathOf(name)}/scorecard`);
      if (status !== 200) return undefined;
    }
    return true;
  });
  await poll('The cluster is read', 60, async () => {
    const { clusters } = await portal.get(`${api}/collection`);
    assert.equal(clusters[0]?.state, 'collecting', JSON.stringify(clusters));
    return true;
  });

  async function pullsOf(service) {
    const { items } = await portal.get(`${pathOf(service)}/pulls?limit=500`);
    return items;
  }

  const holdingsOf = (node, image) =>
    database.all(
      `select until_at, kubelet_bytes from node_images
       join nodes on nodes.id = node_images.node_id
       join manifests on manifests.id = node_images.manifest_id
       where nodes.name = '${node}' and manifests.digest = '${image.digest}'`,
    );

  return {
    logFile: portal.logFile,
    stop: portal.stop,
    pullsOf,

    /** What a service runs, or one of its versions. */
    async imagesOf(service, digest) {
      const query = digest ? `?digest=${encodeURIComponent(digest)}` : '';
      const { items } = await portal.get(`${pathOf(service)}/images${query}`);
      return items;
    },

    async areasOf(service) {
      const { areas } = await portal.get(`${pathOf(service)}/scorecard`);
      return areas;
    },

    /** The newest pull of an image by a Deployment, as soon as the portal tells which bytes it had to bring. */
    pullOf({ service, name, reference, container = 'main' }) {
      let last;
      return poll(`Missing bytes of ${reference} in ${name}`, 90, async () => {
        const pulls = await pullsOf(service);
        last = pulls.find(
          pull =>
            pull.pod.startsWith(`${name}-`) &&
            pull.container === container &&
            pull.image === reference,
        );
        return last?.missingBytes ? last : undefined;
      }).catch(error => {
        throw new Error(`${error.message}: ${JSON.stringify(last)}`, {
          cause: error,
        });
      });
    },

    /** Waits until nodes have told what they hold, all of it. */
    async knowsAllOf(nodes) {
      await poll('The lists of all nodes are known', 120, async () => {
        const rows = await database.all(
          'select name from nodes where complete = 1 and list_since is not null',
        );
        const known = rows.map(({ name }) => name);
        return nodes.every(node => known.includes(node)) ? true : undefined;
      });
    },

    /** Waits until a node has listed an image, with its size. */
    knows: ({ node, image }) =>
      poll(`${node} lists ${image.reference}`, 120, async () => {
        const holdings = await holdingsOf(node, image);
        return holdings.some(({ kubelet_bytes: bytes }) => bytes !== null)
          ? true
          : undefined;
      }),

    /** Waits until the portal knows that a node no longer holds an image, and a pull that begins now is seen to have begun later. */
    forgets: ({ node, image }) =>
      poll(`${node} no longer holds ${image.reference}`, 120, async () => {
        const holdings = await holdingsOf(node, image);
        return holdings.every(
          ({ until_at: untilMs }) =>
            untilMs !== null && Date.now() >= untilMs + apartMs,
        )
          ? true
          : undefined;
      }),
  };
}
