import { nodeResourceGroupOf, SUBSCRIPTION_ID } from '../../definitions/azure';
import { machines } from '../../definitions/machines';
import { taintOf } from '../../definitions/taints';
import { SimulatedNode } from '../../simulation/objects';
import { KubernetesObject, metadataOf, timeText } from './json';

/** `nodeStatusMaxImages`, the kubelet's default. */
const MAX_IMAGES = 50;

/** What a cluster's nodes have in common. */
export interface NodeFacts {
  /** Of the cluster. */
  name: string;
  region: string;
  kubernetesVersion: string;
  containerdVersion: string;
}

function labelsOf(
  { name, pool, zone, disk }: SimulatedNode,
  facts: NodeFacts,
): Record<string, string> {
  return {
    agentpool: pool.name,
    'kubernetes.azure.com/agentpool': pool.name,
    'kubernetes.azure.com/mode': pool.name === 'system' ? 'system' : 'user',
    ...(pool.lifetimeHours !== undefined && {
      'kubernetes.azure.com/scalesetpriority': 'spot',
    }),
    ...(disk.facts.sku !== undefined && {
      'kubernetes.azure.com/storageprofile': 'managed',
      'kubernetes.azure.com/storagetier': disk.facts.sku,
    }),
    'kubernetes.io/arch': pool.architecture ?? 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': pool.instanceType,
    'topology.kubernetes.io/region': facts.region,
    'topology.kubernetes.io/zone': zone,
  };
}

/** Where Azure has the machine; the cloud provider writes its group in lower case. */
function providerIdOf(
  { scaleSet, instanceId }: SimulatedNode,
  facts: NodeFacts,
): string {
  const group = nodeResourceGroupOf(facts).toLowerCase();
  return `azure:///subscriptions/${SUBSCRIPTION_ID}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSet}/virtualMachines/${instanceId}`;
}

/** A Node with the images on it. */
export function renderNode(
  node: SimulatedNode,
  facts: NodeFacts,
): KubernetesObject {
  const createdAt = timeText(node.createdAtMs);
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    lastHeartbeatTime: createdAt,
    lastTransitionTime: createdAt,
    reason,
    message: reason,
  });
  const cpu = `${machines[node.pool.instanceType].vCpus}`;
  const taint = taintOf(node.pool.name);
  const ephemeral = `${node.images.capacityBytes / 1024}Ki`;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...metadataOf({ ...node, labels: labelsOf(node, facts) }) },
    spec: {
      providerID: providerIdOf(node, facts),
      ...(taint && { taints: [taint] }),
      ...(node.cordoned && { unschedulable: true }),
    },
    status: {
      capacity: { cpu, 'ephemeral-storage': ephemeral, pods: '110' },
      allocatable: { cpu, 'ephemeral-storage': ephemeral, pods: '110' },
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
      addresses: [
        { type: 'InternalIP', address: node.ip },
        { type: 'Hostname', address: node.name },
      ],
      nodeInfo: {
        architecture: node.pool.architecture ?? 'amd64',
        operatingSystem: 'linux',
        osImage: 'Ubuntu 24.04.3 LTS',
        kernelVersion: '6.8.0-1034-azure',
        containerRuntimeVersion: `containerd://${facts.containerdVersion}`,
        kubeletVersion: facts.kubernetesVersion,
      },
      images: node.images
        .list()
        .slice(0, MAX_IMAGES)
        .map(({ repository, digest, reference, sizeBytes }) => ({
          names: [`${repository}@${digest}`, reference],
          sizeBytes,
        })),
    },
  };
}
