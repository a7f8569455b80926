import { plainName } from '../../score/evidence';
import { FixFacts } from '../FixRule';

/** Whether a cluster is AKS, and from where that is known. */
export interface Provider {
  isAks: boolean | undefined;
  basis: string;
}

const azurePrefix = 'kubernetes.azure.com/';
/** Also used elsewhere; on machines of Azure they mean AKS: its former label, and that of node auto-provisioning. */
const sharedLabels = ['agentpool', 'karpenter.sh/nodepool'];
const azureSize = /^Standard_/i;

/** Tells by the labels of node pools, which AKS sets on all nodes, and by the sizes of machines. */
export function providerOf(
  facts: FixFacts,
  cluster: string | undefined,
): Provider {
  const name = plainName(cluster ?? '', 40) || 'The cluster';
  const found = facts.clusters.find(one => one.cluster === cluster);
  const labels = (found?.pools ?? []).map(({ label }) => label);
  const sizes = facts.nodes
    .filter(node => node.cluster === cluster)
    .map(({ vmSize }) => vmSize)
    .filter(size => size !== undefined);
  const label =
    labels.find(one => one.startsWith(azurePrefix)) ??
    (sizes.some(size => azureSize.test(size))
      ? labels.find(one => sharedLabels.includes(one))
      : undefined);
  if (label !== undefined) {
    return {
      isAks: true,
      basis: `${name} is AKS (label ${plainName(label, 60)})`,
    };
  }
  // Versions come with nodes that were read, and nodes of AKS have its label.
  const isDescribed =
    labels.length > 0 || (found?.kubernetesVersions ?? []).length > 0;
  return isDescribed
    ? { isAks: false, basis: `No node of ${name} has a label of AKS` }
    : { isAks: undefined, basis: `Who runs ${name} is unknown` };
}

/** Minor version of Kubernetes 1: 31 of `v1.31.2`; absent for other texts. */
export function minorVersion(version: string): number | undefined {
  const match = /^v?1\.(\d{1,3})(?:\D|$)/.exec(version.slice(0, 40));
  return match ? Number(match[1]) : undefined;
}
