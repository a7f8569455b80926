import {
  ClusterAccess,
  ReadableCluster,
} from 'backstage-plugin-pull-performance-node';
import { messageOf } from '../watch/plainText';

/** A cluster, and the access that reads it. */
export interface DirectoryEntry extends ReadableCluster {
  access: ClusterAccess;
}

/** An access that could not tell its clusters. */
export interface AccessProblem {
  /** Id of the access. */
  access: string;
  what: string;
  why: string;
  next: string;
}

export interface DirectoryListing {
  clusters: DirectoryEntry[];
  problems: AccessProblem[];
}

const LIST_TIMEOUT_MS = 60_000;

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error('It did not answer in time.')),
      LIST_TIMEOUT_MS,
    );
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}

/** All clusters of all accesses. Where two know one name, the earlier access wins. */
export class ClusterDirectory {
  private readonly lastKnown = new Map<ClusterAccess, ReadableCluster[]>();

  private constructor(private readonly accesses: readonly ClusterAccess[]) {}

  static create(options: {
    /** The most important first: extensions, then kubeconfig files, then the Kubernetes plugin. */
    accesses: readonly ClusterAccess[];
  }): ClusterDirectory {
    return new ClusterDirectory(options.accesses);
  }

  /** What can be read now. An access that fails hides no other, and keeps the clusters it named last. */
  async list(): Promise<DirectoryListing> {
    const problems: AccessProblem[] = [];
    await Promise.all(
      this.accesses.map(async access => {
        try {
          const clusters = await withTimeout(access.listClusters());
          this.lastKnown.set(access, clusters);
        } catch (error) {
          problems.push({
            access: access.id,
            what: `Listing the clusters of '${access.id}'`,
            why: messageOf(error),
            next: 'It is asked again every so often; what it reads already goes on.',
          });
        }
      }),
    );
    const byName = new Map<string, DirectoryEntry>();
    for (const access of this.accesses) {
      for (const cluster of this.lastKnown.get(access) ?? []) {
        if (!byName.has(cluster.name)) {
          byName.set(cluster.name, { ...cluster, access });
        }
      }
    }
    return { clusters: [...byName.values()], problems };
  }
}
