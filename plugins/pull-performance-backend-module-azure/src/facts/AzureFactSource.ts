import { NodeFacts } from 'backstage-plugin-pull-performance-common';
import {
  NodeFactReading,
  NodeFactSource,
  NodeSourceRequest,
  SourceNode,
  SourceProblem,
} from 'backstage-plugin-pull-performance-node';
import { AzureCluster } from '../AzureCluster';
import { AgentPool } from '../inventory/agentPools';
import { Machine } from '../inventory/machines';
import { VmLimits } from '../inventory/SkuCatalog';
import { NodeLocations } from '../nodes/locateNodes';
import { agentPoolOfNode, labelOf } from '../nodes/nodePools';
import { AzureRegistries } from '../registries/AzureRegistries';
import { diskFactsOf } from './diskFacts';
import { InventoryFacts, loadInventory } from './loadInventory';
import { isOff, pullConcurrencyOf } from './pullConcurrency';

/**
 * What AKS nodes are made of, from Azure Resource Manager.
 *
 * @remarks
 * Kept between calls: machines and pools for ten minutes, the cluster, the feature and registries for an hour, sizes of machines for a day.
 */
export class AzureFactSource implements NodeFactSource {
  readonly id = 'azure';

  private constructor(
    private readonly clusters: ReadonlyMap<string, AzureCluster>,
    private readonly registries: AzureRegistries,
  ) {}

  static create(options: {
    clusters: ReadonlyMap<string, AzureCluster>;
    registries: AzureRegistries;
  }): AzureFactSource {
    return new AzureFactSource(options.clusters, options.registries);
  }

  readsCluster(cluster: string): boolean {
    return this.clusters.has(cluster);
  }

  async readFacts(request: NodeSourceRequest): Promise<NodeFactReading> {
    const problems: SourceProblem[] = [];
    const cluster = this.clusters.get(request.cluster);
    if (!cluster) return { facts: [], problems };

    const registries = this.registries.facts(request.cluster, request.signal);
    const located = await cluster.locate(request, problems);
    const facts = located
      ? await readNodes({ cluster, ...located, request, problems })
      : [];
    const ofRegistries = await registries;
    return {
      facts,
      registries: ofRegistries.registries,
      problems: [...problems, ...ofRegistries.problems],
    };
  }
}

async function readNodes(options: {
  cluster: AzureCluster;
  nodeResourceGroup: string;
  nodes: NodeLocations;
  request: NodeSourceRequest;
  problems: SourceProblem[];
}): Promise<NodeFacts[]> {
  const { cluster, nodes, problems } = options;
  const inventory = await loadInventory(options);
  const state = inventory.featureState;
  if (state !== undefined && !isOff(state)) {
    problems.push(featureProblem(state, cluster));
  }
  const facts: NodeFacts[] = [];
  for (const [key, set] of nodes.scaleSets) {
    const machine = inventory.scaleSets?.get(key);
    for (const node of set.nodes) {
      facts.push(factsOf(node, { machine, inventory }));
    }
  }
  for (const [key, { node }] of nodes.virtualMachines) {
    const machine = inventory.virtualMachines?.get(key);
    facts.push(factsOf(node, { machine, inventory }));
  }
  return facts;
}

function factsOf(
  node: SourceNode,
  options: { machine: Machine | undefined; inventory: InventoryFacts },
): NodeFacts {
  const { machine, inventory } = options;
  const pool = agentPoolOfNode(node, inventory.pools);
  const vmSize = machine?.vmSize ?? pool?.vmSize ?? node.instanceType;
  const limits: VmLimits | undefined = inventory.limits?.get(
    vmSize?.toLowerCase() ?? '',
  );
  const { featureState } = inventory;
  return {
    node: node.name,
    vmSize,
    ...diskFactsOf({ machine, pool, limits }),
    pullConcurrency: pullConcurrencyOf({ node, pool, featureState }),
    lazyPull: lazyPullOf(node, pool),
  };
}

/**
 * The label is not documented, but observed (label design of karpenter-provider-azure). Without pool and label, as with node auto-provisioning, nobody
 * tells.
 */
function lazyPullOf(
  node: SourceNode,
  pool: AgentPool | undefined,
): NodeFacts['lazyPull'] {
  const label = labelOf(node, 'kubernetes.azure.com/artifactstreaming-enabled');
  if (label === 'true' || pool?.artifactStreaming) {
    return { supported: true, by: 'Artifact Streaming' };
  }
  return pool ? { supported: false } : undefined;
}

function featureProblem(state: string, cluster: AzureCluster): SourceProblem {
  return {
    code: 'azure-parallel-pulls-feature',
    what: `Whether nodes of ${cluster.config.clusterName} pull in parallel is not known from Azure.`,
    why: `The feature DisableParallelImagePulls of the subscription is "${state}". It acts on nodes that were made or reimaged since, and Azure does not tell which.`,
    next: 'Unregister the feature (az feature unregister --namespace Microsoft.ContainerService --name DisableParallelImagePulls) and reimage the pools to pull in parallel; until then the pulls themselves show it.',
  };
}
