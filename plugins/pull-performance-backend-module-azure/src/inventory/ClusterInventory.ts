import { AzureConnection } from '../arm/AzureConnection';
import { JsonObject, objectOf, textOf } from '../arm/json';
import { AzureClusterConfig } from '../config/azureConfig';
import { AgentPool, agentPoolOf, poolsByName } from './agentPools';
import { NodeLocations } from '../nodes/locateNodes';
import { Kept, KeptReading } from './KeptReading';
import { locationOf } from './location';
import { Machine, machineOf, machinesByName } from './machines';
import { SkuCatalog } from './SkuCatalog';

const minuteMs = 60_000;
/** Pools, scale sets and machines change with upgrades and autoscaling. */
const machinesFreshMs = 10 * minuteMs;
/** A cluster's node resource group and location never change, features hardly. */
const clusterFreshMs = 60 * minuteMs;

const computeApi = '2024-07-01';
const containerServiceApi = '2026-06-01';
const featuresApi = '2021-07-01';

/** A cluster has at most 100 pools, a page of machines at least 20; 5,000 nodes. */
const mostPages = { pools: 10, scaleSets: 20, virtualMachines: 250 };

const none: Kept<ReadonlyMap<string, Machine>> = {};

/** The managed cluster itself. */
export interface ManagedCluster {
  location?: string;
  nodeResourceGroup?: string;
}

/**
 * What Azure Resource Manager tells of one AKS cluster, kept between refreshes: lists of a resource group, never machine by machine.
 */
export class ClusterInventory {
  readonly cluster: KeptReading<ManagedCluster>;
  readonly pools: KeptReading<ReadonlyMap<string, AgentPool>>;
  /** State of the preview feature `DisableParallelImagePulls`: `Registered`, `NotRegistered`, … */
  readonly parallelPullsFeature: KeptReading<string>;
  readonly skus: SkuCatalog;
  #machines?: {
    scaleSets: KeptReading<ReadonlyMap<string, Machine>>;
    virtualMachines: KeptReading<ReadonlyMap<string, Machine>>;
  };
  #machinesGroup?: string;

  private constructor(
    private readonly connection: AzureConnection,
    private readonly config: AzureClusterConfig,
  ) {
    const { subscriptionId } = config;
    const path = clusterPath(config);
    this.cluster = KeptReading.create({
      freshMs: clusterFreshMs,
      read: async signal =>
        managedClusterOf(
          await connection.get(path, {
            apiVersion: containerServiceApi,
            signal,
          }),
        ),
    });
    this.pools = KeptReading.create({
      freshMs: machinesFreshMs,
      read: async signal =>
        poolsByName(
          await collect(
            connection.list(`${path}/agentPools`, {
              apiVersion: containerServiceApi,
              mostPages: mostPages.pools,
              signal,
            }),
            agentPoolOf,
          ),
        ),
    });
    this.parallelPullsFeature = KeptReading.create({
      freshMs: clusterFreshMs,
      read: async signal => {
        const feature = await connection.get(
          `/subscriptions/${subscriptionId}/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/DisableParallelImagePulls`,
          { apiVersion: featuresApi, signal },
        );
        return textOf(objectOf(feature.properties).state) ?? 'unknown';
      },
    });
    this.skus = SkuCatalog.create({ connection, subscriptionId });
  }

  static create(options: {
    connection: AzureConnection;
    config: AzureClusterConfig;
  }): ClusterInventory {
    return new ClusterInventory(options.connection, options.config);
  }

  /** The machines of nodes, by name in lower case; a kind of which there are no nodes is not asked for. */
  async machinesOf(
    nodes: NodeLocations,
    options: { nodeResourceGroup: string; signal: AbortSignal },
  ): Promise<{
    scaleSets: Kept<ReadonlyMap<string, Machine>>;
    virtualMachines: Kept<ReadonlyMap<string, Machine>>;
  }> {
    const { nodeResourceGroup, signal } = options;
    const machines = this.#machinesIn(nodeResourceGroup);
    const [scaleSets, virtualMachines] = await Promise.all([
      nodes.scaleSets.size > 0 ? machines.scaleSets.get(signal) : none,
      nodes.virtualMachines.size > 0
        ? machines.virtualMachines.get(signal)
        : none,
    ]);
    return { scaleSets, virtualMachines };
  }

  #machinesIn(nodeResourceGroup: string) {
    if (!this.#machines || this.#machinesGroup !== nodeResourceGroup) {
      const { subscriptionId } = this.config;
      const group = groupPath(subscriptionId, nodeResourceGroup);
      const read = (type: 'virtualMachineScaleSets' | 'virtualMachines') =>
        KeptReading.create<ReadonlyMap<string, Machine>>({
          freshMs: machinesFreshMs,
          read: async signal =>
            machinesByName(
              await collect(
                this.connection.list(
                  `${group}/providers/Microsoft.Compute/${type}`,
                  {
                    apiVersion: computeApi,
                    mostPages:
                      type === 'virtualMachines'
                        ? mostPages.virtualMachines
                        : mostPages.scaleSets,
                    signal,
                  },
                ),
                machineOf,
              ),
            ),
        });
      this.#machinesGroup = nodeResourceGroup;
      this.#machines = {
        scaleSets: read('virtualMachineScaleSets'),
        virtualMachines: read('virtualMachines'),
      };
    }
    return this.#machines;
  }
}

/** The path of a resource group. */
export function groupPath(
  subscriptionId: string,
  resourceGroup: string,
): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${encodeURIComponent(
    resourceGroup,
  )}`;
}

/** The path of the managed cluster. */
export function clusterPath(config: AzureClusterConfig): string {
  const { subscriptionId, resourceGroup, clusterName } = config;
  return `${groupPath(
    subscriptionId,
    resourceGroup,
  )}/providers/Microsoft.ContainerService/managedClusters/${encodeURIComponent(
    clusterName,
  )}`;
}

function managedClusterOf(resource: JsonObject): ManagedCluster {
  return {
    location: locationOf(resource),
    nodeResourceGroup: textOf(objectOf(resource.properties).nodeResourceGroup),
  };
}

async function collect<T>(
  items: AsyncIterable<JsonObject>,
  read: (item: JsonObject) => T | undefined,
): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) {
    const value = read(item);
    if (value !== undefined) found.push(value);
  }
  return found;
}
