import { SourceNode } from 'backstage-plugin-pull-performance-node';
import {
  AzureMachineId,
  computerNameEnd,
  isAzureProviderId,
  parseProviderId,
} from './providerId';

/** The nodes of one scale set. */
export interface ScaleSetNodes {
  /** As a `providerID` writes it. */
  name: string;
  nodes: SourceNode[];
  /** Values that Azure Monitor's dimension `VMName` has for them, in lower case, and the node of each. */
  byVmName: Map<string, string>;
}

/** Where the nodes of a cluster run. Keys are in lower case. */
export interface NodeLocations {
  scaleSets: Map<string, ScaleSetNodes>;
  virtualMachines: Map<string, { name: string; node: SourceNode }>;
  /** Nodes of other clouds, and those whose machine nobody named. */
  notOfAzure: SourceNode[];
  /** Nodes of Azure that lie outside of the cluster's node resource group; nothing is read of them. */
  elsewhere: SourceNode[];
}

/**
 * Finds the machines of nodes by their `providerID`.
 *
 * @remarks
 * What a `providerID` says is what the cluster's users may write. So only machines in the node resource group of the configured cluster are read, whatever
 * else the credential of Backstage can see.
 */
export function locateNodes(
  nodes: readonly SourceNode[],
  scope: { subscriptionId: string; nodeResourceGroup: string },
): NodeLocations {
  const found: NodeLocations = {
    scaleSets: new Map(),
    virtualMachines: new Map(),
    notOfAzure: [],
    elsewhere: [],
  };
  for (const node of nodes) {
    const { providerId = '' } = node;
    const machine = parseProviderId(providerId);
    if (!machine) {
      (isAzureProviderId(providerId) ? found.elsewhere : found.notOfAzure).push(
        node,
      );
    } else if (!isWithin(machine, scope)) {
      found.elsewhere.push(node);
    } else if (machine.kind === 'virtualMachine') {
      const { name } = machine;
      found.virtualMachines.set(name.toLowerCase(), { name, node });
    } else {
      addInstance(found.scaleSets, { machine, node });
    }
  }
  return found;
}

function isWithin(
  machine: AzureMachineId,
  scope: { subscriptionId: string; nodeResourceGroup: string },
): boolean {
  return (
    machine.subscriptionId.toLowerCase() ===
      scope.subscriptionId.toLowerCase() &&
    machine.resourceGroup.toLowerCase() ===
      scope.nodeResourceGroup.toLowerCase()
  );
}

/**
 * `VMName` holds `<scale set>_<instance>`, or the computer name, which is the node's. Both are accepted as a whole, never a part of them; a node's name only if
 * it ends in the number of the instance, as a computer name does.
 */
function addInstance(
  scaleSets: Map<string, ScaleSetNodes>,
  instance: {
    machine: Extract<AzureMachineId, { kind: 'scaleSetInstance' }>;
    node: SourceNode;
  },
): void {
  const { machine, node } = instance;
  const key = machine.scaleSet.toLowerCase();
  let set = scaleSets.get(key);
  if (!set) {
    set = { name: machine.scaleSet, nodes: [], byVmName: new Map() };
    scaleSets.set(key, set);
  }
  set.nodes.push(node);
  set.byVmName.set(`${key}_${Number(machine.instanceId)}`, node.name);
  const computerName = node.name.toLowerCase();
  if (computerName.endsWith(computerNameEnd(machine.instanceId))) {
    set.byVmName.set(computerName, node.name);
  }
}
