/**
 * The machine of a node, as its `spec.providerID` names it. Names are as they were written; Azure compares them in any casing.
 */
export type AzureMachineId = {
  subscriptionId: string;
  resourceGroup: string;
} & (
  | { kind: 'scaleSetInstance'; scaleSet: string; instanceId: string }
  | { kind: 'virtualMachine'; name: string }
);

const prefix = 'azure:///subscriptions/';
const form =
  /^azure:\/\/\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Compute\/(?:virtualMachineScaleSets\/([^/]+)\/virtualMachines\/(\d{1,10})|virtualMachines\/([^/]+))$/i;
const longestProviderId = 1024;

/**
 * Reads a `providerID` of Azure. A virtual machine is one of an availability set, of a flexible scale set, of an AKS pool of type VirtualMachines, or of node
 * auto-provisioning.
 *
 * Source of the format: kubernetes-sigs/cloud-provider-azure `pkg/provider/azure_standard.go`, `azure_vmss.go`.
 *
 * @returns `undefined` for the machines of others, and for what has no such form
 */
export function parseProviderId(text: string): AzureMachineId | undefined {
  const match = text.length <= longestProviderId ? form.exec(text) : undefined;
  if (!match) return undefined;
  const [, subscriptionId, resourceGroup, scaleSet, instanceId, name] = match;
  return scaleSet === undefined
    ? { kind: 'virtualMachine', subscriptionId, resourceGroup, name }
    : {
        kind: 'scaleSetInstance',
        subscriptionId,
        resourceGroup,
        scaleSet,
        instanceId,
      };
}

/** Whether a `providerID` claims to be one of Azure. */
export function isAzureProviderId(text: string): boolean {
  return text.slice(0, prefix.length).toLowerCase() === prefix;
}

/**
 * The end of the computer name that Azure gives an instance of a scale set: its number in six digits to the base of 36, so `00000z` for 35.
 *
 * Source: kubernetes-sigs/cloud-provider-azure `getScaleSetVMInstanceID`, the other way round.
 */
export function computerNameEnd(instanceId: string): string {
  return Number(instanceId).toString(36).padStart(6, '0');
}
