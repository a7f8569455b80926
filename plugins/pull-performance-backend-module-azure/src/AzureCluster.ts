import {
  NodeSourceRequest,
  SourceProblem,
} from 'backstage-plugin-pull-performance-node';
import { AzureConnection } from './arm/AzureConnection';
import { AzureTokens } from './arm/AzureTokens';
import { AzureClusterConfig } from './config/azureConfig';
import { ClusterInventory } from './inventory/ClusterInventory';
import { MetricReader } from './metrics/MetricReader';
import { locateNodes, NodeLocations } from './nodes/locateNodes';
import { countOf, problemOf, someOf } from './problems';

/**
 * One AKS cluster: where it is read, and what is kept of it. Both sources share it.
 */
export class AzureCluster {
  readonly inventory: ClusterInventory;
  readonly metrics: MetricReader;

  private constructor(
    readonly config: AzureClusterConfig,
    readonly connection: AzureConnection,
  ) {
    this.inventory = ClusterInventory.create({ connection, config });
    this.metrics = MetricReader.create({ connection });
  }

  /** @param options - without `tokens` requests bring none */
  static create(options: {
    config: AzureClusterConfig;
    tokens?: AzureTokens;
  }): AzureCluster {
    const { config, tokens } = options;
    const { endpoint, subscriptionId } = config;
    return new AzureCluster(
      config,
      AzureConnection.create({ endpoint, subscriptionId, tokens }),
    );
  }

  /** Finds the machines of nodes. Problems are added to `problems`; without the name of the node resource group there is nothing to be found. */
  async locate(
    request: NodeSourceRequest,
    problems: SourceProblem[],
  ): Promise<{ nodeResourceGroup: string; nodes: NodeLocations } | undefined> {
    const { config } = this;
    let { nodeResourceGroup } = config;
    if (nodeResourceGroup === undefined) {
      const cluster = await this.inventory.cluster.get(request.signal);
      nodeResourceGroup = cluster.value?.nodeResourceGroup;
      if (cluster.error !== undefined) {
        problems.push(
          problemOf(cluster.error, {
            config,
            reading: {
              code: 'azure-cluster',
              what: `Azure does not tell about the cluster ${config.clusterName}.`,
              role: 'Reader',
              scope: `the cluster ${config.clusterName}`,
            },
          }),
        );
      } else if (nodeResourceGroup === undefined) {
        problems.push({
          code: 'azure-cluster',
          what: `The nodes of ${config.clusterName} cannot be found in Azure.`,
          why: 'Azure did not tell the resource group of its nodes.',
          next: `Set ${config.key}.nodeResourceGroup.`,
        });
      }
    }
    if (nodeResourceGroup === undefined) return undefined;
    const { subscriptionId } = config;
    const nodes = locateNodes(request.nodes, {
      subscriptionId,
      nodeResourceGroup,
    });
    problems.push(...strangers(nodes, { nodeResourceGroup, config }));
    return { nodeResourceGroup, nodes };
  }
}

function strangers(
  nodes: NodeLocations,
  options: { nodeResourceGroup: string; config: AzureClusterConfig },
): SourceProblem[] {
  const { nodeResourceGroup, config } = options;
  const problems: SourceProblem[] = [];
  if (nodes.notOfAzure.length > 0) {
    const names = nodes.notOfAzure.map(({ name }) => name);
    problems.push({
      code: 'azure-foreign-nodes',
      what: `Azure tells nothing about ${countOf(
        names.length,
        'node',
      )} (${someOf(names)}).`,
      why: 'Their providerID is missing, or names a machine of another cloud.',
      next: `Check that ${config.key}.cluster names the AKS cluster that is meant. For other nodes use another source, such as Prometheus.`,
    });
  }
  if (nodes.elsewhere.length > 0) {
    const names = nodes.elsewhere.map(({ name }) => name);
    problems.push({
      code: 'azure-nodes-elsewhere',
      what: `Nothing is read from Azure about ${countOf(
        names.length,
        'node',
      )} (${someOf(names)}).`,
      why: `Their machines are not in the resource group ${nodeResourceGroup} of the configured subscription.`,
      next: `Check ${config.key}.subscriptionId, resourceGroup, clusterName and nodeResourceGroup.`,
    });
  }
  return problems;
}
