import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  ClusterAccess,
  ClusterRequest,
  ClusterResponse,
  ReadableCluster,
} from 'backstage-plugin-pull-performance-node';
import { Agent } from 'undici';
import { readText } from '../watch/boundedBody';
import { isObject, textOf } from '../watch/json';
import { messageOf } from '../watch/plainText';
import { clusterAgent, get } from './http';

const MAX_CLUSTERS_BYTES = 8 * 1024 * 1024;
const CLUSTERS_TIMEOUT_MS = 30_000;

/** Auth providers of `@backstage/plugin-kubernetes-backend` that work only with a signed-in user's token. */
const USER_AUTH_PROVIDERS = new Set(['aks', 'google', 'oidc']);

/** Its strategy gives no credential, and so the proxy would pass the caller's own token on to the cluster. */
const ANONYMOUS_AUTH_PROVIDER = 'localKubectlProxy';

// Names travel in a header.
const HEADER_SAFE_NAME = /^[\x21-\x7e](?:[\x20-\x7e]{0,251}[\x21-\x7e])?$/;

function skippedOf(
  name: string,
  authProvider: string,
): ReadableCluster['skipped'] {
  if (!HEADER_SAFE_NAME.test(name)) {
    return {
      why: 'The name of this cluster cannot be sent to the Kubernetes plugin.',
      next: 'Give it a name of at most 253 plain ASCII characters in the configuration of the Kubernetes plugin.',
    };
  }
  if (USER_AUTH_PROVIDERS.has(authProvider)) {
    return {
      why: `The Kubernetes plugin reads this cluster only with the sign-in of a user (authProvider '${authProvider}'), so that nothing can be collected in the background.`,
      next: 'Give it an authProvider that needs no user (serviceAccount, aws, azure or googleServiceAccount), or add it to pullPerformance.clusters with a kubeconfig.',
    };
  }
  return undefined;
}

/** Reads the clusters of the Kubernetes plugin, through that plugin's proxy and with its credentials. */
export class KubernetesPluginClusterAccess implements ClusterAccess {
  readonly id = 'kubernetes-plugin';
  private readonly agents = new Map<string, Agent>();
  private readonly anonymousClusters = new Set<string>();

  private constructor(
    private readonly auth: AuthService,
    private readonly discovery: DiscoveryService,
  ) {}

  static create(options: {
    auth: AuthService;
    discovery: DiscoveryService;
  }): KubernetesPluginClusterAccess {
    return new KubernetesPluginClusterAccess(options.auth, options.discovery);
  }

  /**
   * The plugin's clusters; none when the plugin is not installed or has no configuration.
   *
   * @throws ServiceUnavailableError when the plugin cannot be asked, or refuses.
   */
  async listClusters(): Promise<ReadableCluster[]> {
    const { status, text } = await this.readClusters();
    if (status === 404) return [];
    if (status === 401 || status === 403) {
      throw new ServiceUnavailableError(
        `The Kubernetes plugin refused to list its clusters (HTTP ${status}). Let the plugin 'pull-performance' use the permissions kubernetes.clusters.read and kubernetes.proxy.`,
      );
    }
    const items = status === 200 ? this.itemsOf(text) : undefined;
    if (!items) {
      throw new ServiceUnavailableError(
        `The Kubernetes plugin did not list its clusters (HTTP ${status}). Look for errors of the plugin 'kubernetes' in Backstage's log.`,
      );
    }
    return this.clustersOf(items);
  }

  async request(request: ClusterRequest): Promise<ClusterResponse> {
    const { cluster, path, accept, signal } = request;
    try {
      const { baseUrl, authorization } = await this.connection();
      return await get({
        url: `${baseUrl}/proxy${path}`,
        accept,
        headers: {
          authorization,
          'Backstage-Kubernetes-Cluster': cluster,
          ...(this.anonymousClusters.has(cluster) && {
            'Backstage-Kubernetes-Authorization': '',
          }),
        },
        dispatcher: this.agentFor(cluster),
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw new ServiceUnavailableError(
        `Cluster '${cluster}' cannot be read through the Kubernetes plugin: ${messageOf(
          error,
        )}. Check that the plugin 'kubernetes' runs.`,
      );
    }
  }

  private async readClusters(): Promise<{ status: number; text: string }> {
    try {
      const { baseUrl, authorization } = await this.connection();
      const { status, body } = await get({
        url: `${baseUrl}/clusters`,
        headers: { authorization },
        dispatcher: this.agentFor(''),
        signal: AbortSignal.timeout(CLUSTERS_TIMEOUT_MS),
      });
      const text = await readText(body, {
        maxBytes: MAX_CLUSTERS_BYTES,
        what: 'the list of clusters',
      });
      return { status, text };
    } catch (error) {
      throw new ServiceUnavailableError(
        `The Kubernetes plugin cannot be asked for its clusters: ${messageOf(
          error,
        )}. Check that the plugin 'kubernetes' runs.`,
      );
    }
  }

  private async connection(): Promise<{
    baseUrl: string;
    authorization: string;
  }> {
    const baseUrl = await this.discovery.getBaseUrl('kubernetes');
    const { token } = await this.auth.getPluginRequestToken({
      onBehalfOf: await this.auth.getOwnServiceCredentials(),
      targetPluginId: 'kubernetes',
    });
    return { baseUrl, authorization: `Bearer ${token}` };
  }

  private itemsOf(text: string): unknown[] | undefined {
    try {
      const answer: unknown = JSON.parse(text);
      return isObject(answer) && Array.isArray(answer.items)
        ? answer.items
        : undefined;
    } catch {
      return undefined;
    }
  }

  private clustersOf(items: unknown[]): ReadableCluster[] {
    const clusters = new Map<string, ReadableCluster>();
    this.anonymousClusters.clear();
    for (const item of items.filter(isObject)) {
      const name = textOf(item.name);
      if (!name || clusters.has(name)) continue;
      const authProvider = textOf(item.authProvider) ?? '';
      const title = textOf(item.title);
      const skipped = skippedOf(name, authProvider);
      clusters.set(name, {
        name,
        ...(title && { title }),
        ...(skipped && { skipped }),
      });
      if (authProvider === ANONYMOUS_AUTH_PROVIDER) {
        this.anonymousClusters.add(name);
      }
    }
    this.closeUnused(clusters);
    return [...clusters.values()];
  }

  private agentFor(cluster: string): Agent {
    const agent = this.agents.get(cluster) ?? clusterAgent();
    this.agents.set(cluster, agent);
    return agent;
  }

  private closeUnused(clusters: Map<string, ReadableCluster>): void {
    for (const [name, agent] of this.agents) {
      if (name === '' || clusters.has(name)) continue;
      this.agents.delete(name);
      // Lets running requests end.
      agent.close().catch(() => {});
    }
  }
}
