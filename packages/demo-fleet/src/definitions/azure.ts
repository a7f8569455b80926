import { ClusterDefinition } from './types';

/** The subscription in which all clusters are; Azure's documentation writes this one where any may stand. */
export const SUBSCRIPTION_ID = '00000000-0000-0000-0000-000000000000';
/** In which somebody made the clusters. */
export const RESOURCE_GROUP = 'demo';

/** The resource group that AKS makes for the machines of a cluster. */
export function nodeResourceGroupOf(
  cluster: Pick<ClusterDefinition, 'name' | 'region'>,
): string {
  return `MC_${RESOURCE_GROUP}_${cluster.name}_${cluster.region}`;
}
