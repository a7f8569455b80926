import { InputError, ServiceUnavailableError } from '@backstage/errors';
import {
  ClusterAccess,
  ClusterRequest,
  ClusterResponse,
  ReadableCluster,
} from 'backstage-plugin-pull-performance-node';
import { messageOf } from '../watch/plainText';
import { get } from './http';
import { KubeconfigCluster } from './kubeconfigFiles';
import { KubeconfigConnection } from './KubeconfigConnection';

/** Reads clusters directly, with the addresses and credentials of kubeconfig files. */
export class KubeconfigClusterAccess implements ClusterAccess {
  readonly id = 'kubeconfig';

  private constructor(
    private readonly connections: ReadonlyMap<string, KubeconfigConnection>,
  ) {}

  /** @throws InputError when two clusters have one name. Files are read later, each on its own. */
  static create(options: {
    clusters: readonly KubeconfigCluster[];
  }): KubeconfigClusterAccess {
    const connections = new Map<string, KubeconfigConnection>();
    for (const cluster of options.clusters) {
      if (connections.has(cluster.name)) {
        throw new InputError(
          `Two clusters of pullPerformance.clusters are called '${cluster.name}'. Give each a name of its own.`,
        );
      }
      connections.set(cluster.name, KubeconfigConnection.create(cluster));
    }
    return new KubeconfigClusterAccess(connections);
  }

  /** All clusters; those whose file or context is missing are skipped and say so. */
  async listClusters(): Promise<ReadableCluster[]> {
    return Promise.all(
      [...this.connections].map(async ([name, connection]) => {
        try {
          await connection.load();
          return { name };
        } catch (error) {
          return {
            name,
            skipped: {
              why: messageOf(error),
              next: 'Correct the kubeconfig; it is read again every so often, without a restart.',
            },
          };
        }
      }),
    );
  }

  async request(request: ClusterRequest): Promise<ClusterResponse> {
    const { cluster, path, accept, signal } = request;
    const connection = this.connections.get(cluster);
    if (!connection) {
      throw new ServiceUnavailableError(
        `No kubeconfig is known for the cluster '${cluster}'. Add it to pullPerformance.clusters.`,
      );
    }
    try {
      const { server, headers, dispatcher } = await connection.open(signal);
      const url = `${server}${path}`;
      const response = await get({ url, accept, headers, dispatcher, signal });
      // The credentials may have been renewed in the file, or withdrawn before their time.
      if (response.status === 401) connection.forget();
      return response;
    } catch (error) {
      signal.throwIfAborted();
      const next =
        error instanceof InputError
          ? ''
          : ' Check its address and certificates in the kubeconfig.';
      throw new ServiceUnavailableError(
        `Cluster '${cluster}' cannot be read: ${messageOf(error)}.${next}`,
      );
    }
  }
}
