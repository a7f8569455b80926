import { AzureServer, failure } from '../__testUtils__/azureServer';
import {
  AzureWorld,
  computePath,
  ephemeralOnCache,
  registryPath,
  smallWorld,
} from '../__testUtils__/azureWorld';
import {
  factRequest,
  node,
  nodesOf,
  sourcesOn,
} from '../__testUtils__/harness';

jest.mock('../arm/azureSdk', () => jest.requireActual('../__testUtils__/sdk'));

describe('AzureFactSource', () => {
  let server: AzureServer;
  let world: AzureWorld;

  beforeEach(async () => {
    world = smallWorld();
    server = await AzureServer.start(world);
  });

  afterEach(() => server.stop());

  it('tells size, disks, limits, pulls and Artifact Streaming of nodes, page by page', async () => {
    const [apps] = world.scaleSets;
    for (const index of [1, 2, 3]) {
      const name = `pool${index}`;
      world.pools.push({ name, properties: { vmSize: 'Standard_D4s_v3' } });
      world.scaleSets.push({ ...apps, name: `aks-${name}-vmss` });
    }
    const last = world.scaleSets[3];
    last.osDisk = ephemeralOnCache;
    const nodes = [...nodesOf(apps), ...nodesOf(last, 'pool3')];
    const { facts: source } = sourcesOn(server);
    const { facts, problems, registries } = await source.readFacts(
      factRequest(nodes),
    );
    expect(problems).toEqual([]);
    expect(registries).toEqual([]);
    expect(facts.map(fact => fact.node)).toEqual(nodes.map(({ name }) => name));
    expect(facts[0]).toMatchObject({
      vmSize: 'Standard_D4s_v3',
      imageDisk: { kind: 'managed', name: 'P10' },
      alternativeDisks: [{ name: 'ephemeral on cache, 100 GiB' }],
      pullConcurrency: { mode: 'parallel' },
      lazyPull: { supported: true, by: 'Artifact Streaming' },
    });
    expect(facts[0].imageDisk!.limits).toHaveLength(2);
    expect(facts[2]).toMatchObject({
      imageDisk: { kind: 'ephemeral', name: 'ephemeral on cache' },
      alternativeDisks: [{ name: 'P10' }],
      lazyPull: { supported: false },
    });
    // Two pages of pools, scale sets and sizes each, one cluster, one feature.
    expect(server.requests).toHaveLength(8);
    expect(
      server.requests
        .find(({ path }) => path.endsWith('/skus'))!
        .query.get('$filter'),
    ).toBe("location eq 'westeurope'");
    await source.readFacts(factRequest(nodes));
    expect(server.requests).toHaveLength(8);
  });

  it('knows virtual machines: node auto-provisioning, flexible scale sets, pools of single machines', async () => {
    world.machines = [
      {
        name: 'aks-nap-x1',
        vmSize: 'Standard_D4s_v3',
        osDisk: ephemeralOnCache,
        figures: {},
      },
      {
        name: 'aks-apps-vm1',
        vmSize: 'Standard_D4ds_v6',
        osDisk: {
          diskSizeGB: 60,
          managedDisk: { storageAccountType: 'StandardSSD_LRS' },
        },
        figures: {},
      },
    ];
    const providerId = (name: string) =>
      `azure://${computePath.toUpperCase()}/virtualMachines/${name}`.replace(
        'azure:///SUBSCRIPTIONS',
        'azure:///subscriptions',
      );
    const { facts, problems } = await sourcesOn(server).facts.readFacts(
      factRequest([
        node('aks-nap-x1', {
          providerId: providerId('AKS-NAP-X1'),
          labels: { 'karpenter.sh/nodepool': 'default' },
        }),
        node('aks-apps-vm1', {
          providerId: providerId('aks-apps-vm1'),
          labels: { agentpool: 'apps' },
        }),
      ]),
    );
    expect(problems).toEqual([]);
    expect(facts[0]).toMatchObject({
      node: 'aks-nap-x1',
      imageDisk: { name: 'ephemeral on cache' },
    });
    // Neither its pulls nor Artifact Streaming are told.
    expect(facts[0].pullConcurrency).toBeUndefined();
    expect(facts[0].lazyPull).toBeUndefined();
    expect(facts[1]).toMatchObject({
      vmSize: 'Standard_D4ds_v6',
      imageDisk: { name: 'E6', tier: 'StandardSSD_LRS' },
      alternativeDisks: [{ name: 'ephemeral on NVMe' }],
      pullConcurrency: { mode: 'parallel' },
    });
    expect(server.count('virtualMachineScaleSets')).toBe(0);
  });

  it('says why a registered feature leaves pulls unknown, and what is serial all the same', async () => {
    world.featureState = 'Registered';
    const [newer, older] = nodesOf(world.scaleSets[0]);
    const { facts, problems } = await sourcesOn(server).facts.readFacts(
      factRequest([newer, { ...older, kubeletVersion: 'v1.30.9' }]),
    );
    expect(facts.map(({ pullConcurrency }) => pullConcurrency?.mode)).toEqual([
      undefined,
      'serial',
    ]);
    expect(problems).toMatchObject([{ code: 'azure-parallel-pulls-feature' }]);
    expect(problems[0].why).toContain('made or reimaged since');
  });

  it('uses what it may read, and says what is missing', async () => {
    server.fault = ({ path }) =>
      /skus$|DisableParallelImagePulls$|agentPools$/.test(path)
        ? failure(403, 'AuthorizationFailed')
        : undefined;
    const nodes = nodesOf(world.scaleSets[0]);
    const { facts, problems } = await sourcesOn(server).facts.readFacts(
      factRequest(nodes),
    );
    expect(facts[0]).toMatchObject({
      vmSize: 'Standard_D4s_v3',
      imageDisk: { kind: 'managed', name: 'P10', limits: [] },
    });
    expect(facts[0].pullConcurrency).toBeUndefined();
    expect(facts[0].lazyPull).toBeUndefined();
    const codes = problems.map(({ code }) => code);
    expect(codes).toEqual([
      'azure-agent-pools',
      'azure-feature',
      'azure-sizes',
    ]);
    expect(problems[2].next).toContain('Microsoft.Compute/skus/read');
  });

  it('describes registries, by login server and by resource id', async () => {
    world.registry.properties = {
      publicNetworkAccess: 'Disabled',
      privateEndpointConnections: [{}],
    };
    const nodes = nodesOf(world.scaleSets[0]);
    for (const reference of [
      { kind: 'host', host: 'team01.azurecr.io' } as const,
      { kind: 'resource', id: registryPath } as const,
    ]) {
      const { facts: source } = sourcesOn(server, {
        config: { registries: [reference] },
      });
      const { registries, problems } = await source.readFacts(
        factRequest(nodes),
      );
      expect(problems).toEqual([]);
      expect(registries).toEqual([
        {
          host: 'team01.azurecr.io',
          tier: 'Premium',
          regions: ['westeurope', 'eastus'],
          networkAccess: 'private',
        },
      ]);
    }
    world.registry.properties = {
      publicNetworkAccess: 'Enabled',
      privateEndpointConnections: [
        {
          properties: {
            privateLinkServiceConnectionState: { status: 'Approved' },
          },
        },
      ],
    };
    world.registry.tier = 'Basic';
    const { facts: source } = sourcesOn(server, {
      config: { registries: [{ kind: 'resource', id: registryPath }] },
    });
    const { registries } = await source.readFacts(factRequest(nodes));
    expect(registries).toMatchObject([
      { tier: 'Basic', regions: ['westeurope'], networkAccess: 'both' },
    ]);
  });

  it('does not take another registry for the one that is meant', async () => {
    world.registry.loginServer = 'team01-a1b2c3.azurecr.io';
    const { facts: source } = sourcesOn(server, {
      config: { registries: [{ kind: 'host', host: 'team01.azurecr.io' }] },
    });
    const { registries, problems } = await source.readFacts(
      factRequest(nodesOf(world.scaleSets[0])),
    );
    expect(registries).toEqual([]);
    expect(problems).toMatchObject([
      {
        code: 'azure-registry',
        next: expect.stringContaining('nodeDisks.azure[0].registries'),
      },
    ]);
  });
});
