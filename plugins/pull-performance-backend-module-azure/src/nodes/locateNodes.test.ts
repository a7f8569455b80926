import fc from 'fast-check';
import { node } from '../__testUtils__/harness';
import {
  computePath,
  nodeResourceGroup,
  subscriptionId,
} from '../__testUtils__/azureWorld';
import { locateNodes } from './locateNodes';
import {
  computerNameEnd,
  isAzureProviderId,
  parseProviderId,
} from './providerId';

const scope = { subscriptionId, nodeResourceGroup };

describe('parseProviderId', () => {
  it('reads machines of Azure in any casing, and nothing else', () => {
    const text = `azure://${computePath}/virtualMachineScaleSets/aks-apps-1-vmss/virtualMachines/35`;
    expect(parseProviderId(text)).toEqual({
      kind: 'scaleSetInstance',
      subscriptionId,
      resourceGroup: nodeResourceGroup,
      scaleSet: 'aks-apps-1-vmss',
      instanceId: '35',
    });
    expect(parseProviderId(text.toUpperCase())).toMatchObject({
      kind: 'scaleSetInstance',
      instanceId: '35',
    });
    expect(
      parseProviderId(`azure://${computePath}/virtualMachines/aks-nap-x7`),
    ).toMatchObject({ kind: 'virtualMachine', name: 'aks-nap-x7' });

    for (const other of [
      '',
      'aws:///eu-west-1a/i-0123456789abcdef0',
      'gce://project/zone/name',
      'kind://docker/a/b',
      `azure://${computePath}/virtualMachineScaleSets/a/virtualMachines/x`,
      `azure://${computePath}/disks/a`,
      `azure://${computePath}/virtualMachines/a/b`,
      `${text}${'0'.repeat(2000)}`,
    ]) {
      expect(parseProviderId(other)).toBeUndefined();
    }
    expect(isAzureProviderId('AZURE:///Subscriptions/x')).toBe(true);
    expect(isAzureProviderId('aws:///x')).toBe(false);
  });

  it('writes the number of an instance to the base of 36, in six digits', () => {
    expect(computerNameEnd('35')).toBe('00000z');
    expect(computerNameEnd('36')).toBe('000010');
    fc.assert(
      fc.property(fc.nat({ max: 36 ** 6 - 1 }), instance => {
        const end = computerNameEnd(String(instance));
        expect(end).toHaveLength(6);
        expect(parseInt(end, 36)).toBe(instance);
      }),
    );
  });
});

describe('locateNodes', () => {
  const inSet = (name: string, instance: number, set = 'aks-apps-1-vmss') =>
    node(name, {
      providerId: `azure://${computePath}/virtualMachineScaleSets/${set}/virtualMachines/${instance}`,
    });

  it('knows the instances of scale sets by both names that Azure Monitor may use, and by no part of them', () => {
    const { scaleSets } = locateNodes(
      [
        inSet('aks-apps-1-vmss000001', 1),
        inSet('aks-apps-1-vmss00000z', 35, 'AKS-apps-1-VMSS'),
        // A name that does not end in its number is no computer name.
        inSet('aks-apps-1-vmss00000b', 12),
      ],
      scope,
    );
    expect([...scaleSets.keys()]).toEqual(['aks-apps-1-vmss']);
    expect(
      Object.fromEntries(scaleSets.get('aks-apps-1-vmss')!.byVmName),
    ).toEqual({
      'aks-apps-1-vmss_1': 'aks-apps-1-vmss000001',
      'aks-apps-1-vmss000001': 'aks-apps-1-vmss000001',
      'aks-apps-1-vmss_35': 'aks-apps-1-vmss00000z',
      'aks-apps-1-vmss00000z': 'aks-apps-1-vmss00000z',
      'aks-apps-1-vmss_12': 'aks-apps-1-vmss00000b',
    });
  });

  it('leaves machines of other clouds, groups and subscriptions alone', () => {
    const found = locateNodes(
      [
        node('bare'),
        node('aws', { providerId: 'aws:///eu-west-1a/i-1' }),
        node('stranger', {
          providerId: `azure://${computePath.replace(
            nodeResourceGroup,
            'payroll',
          )}/virtualMachines/db`,
        }),
        node('abroad', {
          providerId: `azure://${computePath.replace(
            subscriptionId,
            '99999999-2222-3333-4444-555555555555',
          )}/virtualMachines/db`,
        }),
        node('odd', { providerId: `azure://${computePath}/disks/x` }),
        node('own', {
          providerId: `azure://${computePath.toLowerCase()}/virtualMachines/aks-nap-1`,
        }),
      ],
      scope,
    );
    const names = (nodes: { name: string }[]) => nodes.map(({ name }) => name);
    expect(names(found.notOfAzure)).toEqual(['bare', 'aws']);
    expect(names(found.elsewhere)).toEqual(['stranger', 'abroad', 'odd']);
    expect([...found.virtualMachines.keys()]).toEqual(['aks-nap-1']);
    expect(found.scaleSets.size).toBe(0);
  });
});
