import { NodeFacts } from 'backstage-plugin-pull-performance-common';
import {
  NodeFactReading,
  NodeFactSource,
  NodeSourceRequest,
  SourceNode,
} from 'backstage-plugin-pull-performance-node';
import { EngineConfig } from './config/types';

/** Tells the limits of disks that stand in the configuration. */
export class ConfiguredLimitSource implements NodeFactSource {
  readonly id = 'configuration';

  private constructor(private readonly configs: readonly EngineConfig[]) {}

  static create(options: {
    configs: readonly EngineConfig[];
  }): ConfiguredLimitSource {
    return new ConfiguredLimitSource(
      options.configs.filter(({ limits }) => limits.length > 0),
    );
  }

  readsCluster(cluster: string): boolean {
    return this.configs.some(config => config.cluster === cluster);
  }

  async readFacts(request: NodeSourceRequest): Promise<NodeFactReading> {
    const { cluster, nodes } = request;
    const facts = nodes.flatMap(node => this.factsOf(cluster, node));
    return { facts, problems: [] };
  }

  private factsOf(cluster: string, node: SourceNode): NodeFacts[] {
    const limit = this.configs
      .filter(config => config.cluster === cluster)
      .flatMap(({ limits }) => limits)
      .find(
        ({ nodePools }) =>
          !nodePools ||
          (node.nodePool !== undefined && nodePools.includes(node.nodePool)),
      );
    if (!limit) return [];
    const { name, iops, bytesPerSecond } = limit;
    return [
      {
        node: node.name,
        imageDisk: {
          kind: 'unknown',
          name,
          limits: [{ boundBy: name, iops, bytesPerSecond }],
        },
      },
    ];
  }
}
