// What the tests need in the cluster: a namespace, images that no node has yet, and the rights from the documentation.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../scripts/paths.mjs';
import { apply, kubectl, kubectlJson } from './kubectl.mjs';

const execute = promisify(execFile);
const imageScript = join(root, 'test', 'cluster', 'harness', 'image.sh');

/** The ClusterRole and its binding as docs/installation.md tells users to apply them, under names of this run. */
function documentedRights(run) {
  const page = readFileSync(join(root, 'docs', 'installation.md'), 'utf8');
  const [, yaml] = /```yaml\n(apiVersion: rbac[\s\S]+?)```/.exec(page);
  return yaml
    .replaceAll('name: pull-performance', `name: ${run}`)
    .replaceAll('namespace: backstage', `namespace: ${run}`);
}

/**
 * Makes the scene.
 *
 * @param registry - host and port, as the nodes and this machine reach it
 */
export async function createScene(registry) {
  const run = `pulls-${randomBytes(3).toString('hex')}`;
  await apply({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: run },
  });
  await apply({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'backstage', namespace: run },
  });
  await kubectl(['apply', '-f', '-'], documentedRights(run));
  const nodes = (await kubectlJson(['get', 'nodes'])).items
    .map(({ metadata }) => metadata.name)
    .sort();

  return {
    namespace: run,
    role: run,
    nodes,

    /** Pushes an image with a layer of its own and returns its reference. */
    async image(name, megabytes) {
      const reference = `${registry}/${run}-${name}:1`;
      const layer = `${megabytes}:${run}-${name}`;
      await execute('bash', [imageScript, reference, '--layer', layer]);
      return reference;
    },

    /**
     * Changes a Deployment, all of whose pods run on one node.
     *
     * @param options - `service`: what it is labelled as. `pod`: more fields of its pods' specification
     */
    deploy(options) {
      const { name, image, node, replicas = 1, imagePullPolicy } = options;
      const { service = 'checkout', pod } = options;
      const labels = { app: name, 'backstage.io/kubernetes-id': service };
      return apply({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace: run, labels },
        spec: {
          replicas,
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels },
            spec: {
              nodeSelector: { 'kubernetes.io/hostname': node },
              terminationGracePeriodSeconds: 0,
              automountServiceAccountToken: false,
              containers: [{ name: 'main', image, imagePullPolicy }],
              ...pod,
            },
          },
        },
      });
    },

    async available(name) {
      const args = ['rollout', 'status', `deployment/${name}`];
      await kubectl(['-n', run, ...args, '--timeout=180s']);
    },

    /** A kubeconfig with the token of the documented account, as a file in the folder. */
    async kubeconfig(folder) {
      const file = join(folder, 'kubeconfig');
      const { url, serviceAccountToken, caData, skipTLSVerify } =
        await this.pluginCluster('scene');
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: 'scene',
            cluster: {
              server: url,
              ...(skipTLSVerify
                ? { 'insecure-skip-tls-verify': true }
                : { 'certificate-authority-data': caData }),
            },
          },
        ],
        users: [{ name: 'backstage', user: { token: serviceAccountToken } }],
        contexts: [
          { name: 'scene', context: { cluster: 'scene', user: 'backstage' } },
        ],
        'current-context': 'scene',
      };
      writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
      return file;
    },

    /** The cluster as the Kubernetes plugin's configuration describes it, with the token of the documented account. */
    async pluginCluster(name) {
      const config = await kubectlJson([
        ...['config', 'view', '--raw', '--minify', '--flatten'],
      ]);
      const { cluster } = config.clusters[0];
      const token = await kubectl([
        ...['-n', run, 'create', 'token', 'backstage', '--duration=4h'],
      ]);
      return {
        name,
        url: cluster.server,
        authProvider: 'serviceAccount',
        serviceAccountToken: token.trim(),
        caData: cluster['certificate-authority-data'],
        skipTLSVerify: cluster['insecure-skip-tls-verify'] === true,
      };
    },

    async remove() {
      const names = ['clusterrole', 'clusterrolebinding'];
      for (const kind of names) {
        await kubectl(['delete', kind, run, '--ignore-not-found']);
      }
      await kubectl(['delete', 'namespace', run, '--wait=false']);
    },
  };
}
