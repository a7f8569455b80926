import {
  NodeDiskSource,
  NodeFactSource,
  PullMetricSource,
} from 'backstage-plugin-pull-performance-node';

/** All sources of what is known about nodes, those to believe first come first. */
export class NodeSources {
  private constructor(
    private readonly disks: readonly NodeDiskSource[],
    private readonly facts: readonly NodeFactSource[],
    private readonly pullMetrics: readonly PullMetricSource[],
  ) {}

  /**
   * @throws Error when two sources of a kind have the same id
   */
  static create(options: {
    disks?: readonly NodeDiskSource[];
    facts?: readonly NodeFactSource[];
    pullMetrics?: readonly PullMetricSource[];
  }): NodeSources {
    const { disks = [], facts = [], pullMetrics = [] } = options;
    for (const sources of [disks, facts, pullMetrics]) {
      const ids = sources.map(({ id }) => id);
      const twice = ids.find((id, index) => ids.indexOf(id) !== index);
      if (twice !== undefined) {
        throw new Error(
          `Two sources of nodes have the id ${twice}; give each an id of its own`,
        );
      }
    }
    return new NodeSources(disks, facts, pullMetrics);
  }

  disksOf(cluster: string): NodeDiskSource[] {
    return this.disks.filter(source => source.readsCluster(cluster));
  }

  factsOf(cluster: string): NodeFactSource[] {
    return this.facts.filter(source => source.readsCluster(cluster));
  }

  pullMetricsOf(cluster: string): PullMetricSource[] {
    return this.pullMetrics.filter(source => source.readsCluster(cluster));
  }

  /** What users call the sources that measure a cluster's disks. */
  diskSourceIds(cluster: string): string[] {
    return this.disksOf(cluster).map(({ id }) => id);
  }

  /** The sources of facts, those to believe first come first. */
  get factSourceIds(): string[] {
    return this.facts.map(({ id }) => id);
  }
}
