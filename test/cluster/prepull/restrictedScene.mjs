// A namespace that enforces PodSecurity "restricted", and services in it that comply.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../scripts/paths.mjs';
import { apply, kubectl, kubectlJson } from '../kubectl.mjs';
import { removeImages as removeFrom } from '../layers/runtime.mjs';
import { createScene } from '../scene.mjs';

const execute = promisify(execFile);
const imageScript = join(root, 'test', 'cluster', 'harness', 'image.sh');

const level = 'pod-security.kubernetes.io';

/** What a pod needs to be admitted. */
const podSecurity = {
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 65532,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};
const containerSecurity = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};

/**
 * Makes the scene.
 *
 * @param options - `registry`: host and port. `folder`: of the harness cluster
 */
export async function createRestrictedScene({ registry, folder }) {
  const scene = await createScene(registry);
  const { namespace, nodes } = scene;
  // What is not allowed is refused for pods, and warned of for what makes pods.
  await kubectl([
    ...['label', 'namespace', namespace],
    ...['enforce', 'warn'].map(mode => `${level}/${mode}=restricted`),
  ]);
  const run = (...args) => kubectl(['-n', namespace, ...args]);
  const json = (...args) => kubectlJson(['-n', namespace, ...args]);
  async function removeImages(named) {
    for (const node of nodes) await removeFrom({ folder, node, named });
  }
  /** Other registries whose images are on the nodes. */
  const alsoFrom = [];

  return {
    ...{ namespace, nodes, run, json },
    kubeconfig: folderOfFile => scene.kubeconfig(folderOfFile),

    /** Pushes an image that no node has, and returns its reference. */
    async image(name, { megabytes, shell = false, host = registry }) {
      const reference = `${host}/${namespace}-${name}:1`;
      await execute('bash', [
        ...[imageScript, reference, ...(shell ? [] : ['--no-shell'])],
        ...['--layer', `${megabytes}:${namespace}-${name}`],
      ]);
      return reference;
    },

    /** A service with a pod on each of as many nodes. */
    service({ name, image, replicas = nodes.length, pod }) {
      const selector = { app: name };
      const labels = { ...selector, 'backstage.io/kubernetes-id': name };
      return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, namespace, labels },
        spec: {
          replicas,
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: {
              ...podSecurity,
              terminationGracePeriodSeconds: 0,
              automountServiceAccountToken: false,
              topologySpreadConstraints: [
                {
                  maxSkew: 1,
                  topologyKey: 'kubernetes.io/hostname',
                  whenUnsatisfiable: 'DoNotSchedule',
                  labelSelector: { matchLabels: selector },
                },
              ],
              containers: [
                { name: 'main', image, securityContext: containerSecurity },
              ],
              ...pod,
            },
          },
        },
      };
    },

    /** Deploys a service, and tells how long all its pods took to be ready, and what the kubelets said of its images. */
    async start(service) {
      const { name } = service.metadata;
      const begunMs = performance.now();
      await apply(service);
      await run(
        ...['rollout', 'status', `deployment/${name}`, '--timeout=120s'],
      );
      const readySeconds = (performance.now() - begunMs) / 1000;
      return { readySeconds, pulled: await this.pulledOf(`app=${name}`) };
    },

    /** For each pod its node and the messages of its events of the reason `Pulled`. */
    async pulledOf(selector) {
      const pods = await json('get', 'pods', '-l', selector);
      const events = await json(
        ...['get', 'events', '--field-selector', 'reason=Pulled'],
      );
      return pods.items.map(({ metadata, spec }) => ({
        node: spec.nodeName,
        messages: events.items
          .filter(({ involvedObject }) => involvedObject.uid === metadata.uid)
          .map(({ message }) => message),
      }));
    },

    /** Has the API server check manifests, in YAML, as if they were applied; who would be warned gets an error. */
    dryRun: manifests =>
      kubectl(
        [
          ...['-n', namespace, 'apply', '--dry-run=server'],
          ...['--warnings-as-errors', '-f', '-'],
        ],
        manifests,
      ),

    applyText: manifests =>
      kubectl(
        ['-n', namespace, 'apply', '--warnings-as-errors', '-f', '-'],
        manifests,
      ),

    deleteText: manifests =>
      kubectl(
        ['-n', namespace, 'delete', '--cascade=foreground', '-f', '-'],
        manifests,
      ),

    /** Takes images off all nodes: those whose names begin so. */
    removeImages,

    /** Lets images of another registry be removed at the end as well. */
    usesRegistry: host => alsoFrom.push(host),

    async remove() {
      await scene.remove();
      // A kubelet lists 50 images at most: for tests that come later no list would be whole.
      for (const host of [registry, ...alsoFrom]) {
        await removeImages(`${host}/${namespace}-`);
      }
    },
  };
}
