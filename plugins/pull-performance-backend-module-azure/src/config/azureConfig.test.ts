import { mockServices } from '@backstage/backend-test-utils';
import { registryPath, subscriptionId } from '../__testUtils__/azureWorld';
import { readAzureConfig } from './azureConfig';

const least = {
  cluster: 'prod',
  subscriptionId,
  resourceGroup: 'shop',
  clusterName: 'aks-prod',
};

function read(...azure: object[]) {
  return readAzureConfig(
    mockServices.rootConfig({
      data: { pullPerformance: { nodeDisks: { azure } } },
    }),
  );
}

describe('readAzureConfig', () => {
  it('reads clusters', () => {
    expect(readAzureConfig(mockServices.rootConfig())).toEqual([]);
    expect(read(least)).toEqual([
      {
        ...least,
        key: 'pullPerformance.nodeDisks.azure[0]',
        nodeResourceGroup: undefined,
        registries: [],
        credential: { type: 'default' },
        endpoint: {
          origin: 'https://management.azure.com',
          scope: 'https://management.azure.com/.default',
          registryScope: 'https://containerregistry.azure.net/.default',
          registrySuffix: '.azurecr.io',
          authorityHost: undefined,
          isPlainLoopback: false,
        },
      },
    ]);
    const [gov] = read({
      ...least,
      endpoint: 'https://management.usgovcloudapi.net',
      registries: ['Team01.azurecr.us', registryPath],
      credential: {
        type: 'clientSecret',
        tenantId: subscriptionId,
        clientId: subscriptionId,
        clientSecret: 'hidden',
      },
    });
    expect(gov.endpoint.authorityHost).toBe('https://login.microsoftonline.us');
    expect(gov.registries).toEqual([
      { kind: 'host', host: 'team01.azurecr.us' },
      { kind: 'resource', id: registryPath },
    ]);
    expect(gov.credential).toMatchObject({ clientSecret: 'hidden' });
    expect(
      read({ ...least, credential: { type: 'managedIdentity' } })[0].credential,
    ).toEqual({ type: 'managedIdentity', clientId: undefined });
    expect(
      read({ ...least, endpoint: 'http://127.0.0.1:9' })[0].endpoint,
    ).toMatchObject({ isPlainLoopback: true });
  });

  it.each([
    ['subscriptionId', { subscriptionId: '../x' }],
    ['resourceGroup', { resourceGroup: 'a/b' }],
    ['nodeResourceGroup', { nodeResourceGroup: 'MC_a?b' }],
    ['clusterName', { clusterName: 'a/../b' }],
    ['endpoint', { endpoint: 'http://management.azure.com' }],
    ['endpoint', { endpoint: 'https://management.azure.com/x' }],
    ['endpoint', { endpoint: 'https://u:p@management.azure.com' }],
    ['endpoint', { endpoint: 'ftp://127.0.0.1' }],
    ['registries[0]', { registries: ['docker.io'] }],
    ['registries[0]', { registries: ['team01.azurecr.io.evil.example'] }],
    ['registries[0]', { registries: ['team01.azurecr.us'] }],
    ['registries', { registries: Array(21).fill('team01.azurecr.io') }],
    ['credential.type', { credential: { type: 'token' } }],
    [
      'credential.tenantId',
      { credential: { type: 'clientSecret', tenantId: 'x' } },
    ],
  ])('refuses a wrong %s', (key, wrong) => {
    expect(() => read({ ...least, ...wrong })).toThrow(
      `pullPerformance.nodeDisks.azure[0].${key}`,
    );
  });

  it('refuses two entries for one cluster', () => {
    expect(() => read(least, least)).toThrow(
      'pullPerformance.nodeDisks.azure[1].cluster names prod a second time',
    );
  });
});
