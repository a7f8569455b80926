import { AzureServer } from '../__testUtils__/azureServer';
import { registryPath, smallWorld } from '../__testUtils__/azureWorld';
import { sourcesOn } from '../__testUtils__/harness';

jest.mock('../arm/azureSdk', () => jest.requireActual('../__testUtils__/sdk'));

describe('AzureRegistries', () => {
  let server: AzureServer;
  const { signal } = new AbortController();
  const getToken = jest.fn(async (scope: string | string[]) => ({
    token: `for ${scope}`,
    expiresOnTimestamp: Date.now() + 3_600_000,
  }));

  beforeEach(async () => {
    getToken.mockClear();
    server = await AzureServer.start(smallWorld());
  });

  afterEach(() => server.stop());

  it('gives a token for login servers that are configured, and for no other host', async () => {
    const { registries } = sourcesOn(server, {
      credential: { getToken },
      config: { registries: [{ kind: 'host', host: 'team01.azurecr.io' }] },
    });
    expect(
      await registries.credentialsFor({ host: 'team01.azurecr.io', signal }),
    ).toEqual({
      type: 'acrAccessToken',
      accessToken: `for ${server.origin}/.default`,
    });
    for (const host of [
      'other1.azurecr.io',
      'docker.io',
      'team01.azurecr.io:8443',
      'team01.azurecr.io.example.org',
    ]) {
      expect(await registries.credentialsFor({ host, signal })).toBeUndefined();
    }
    await registries.credentialsFor({ host: 'team01.azurecr.io', signal });
    expect(getToken).toHaveBeenCalledTimes(1);
    expect(server.requests).toEqual([]);
  });

  it('takes the login server of a resource id from Azure, since its name alone may be another tenant’s', async () => {
    server.world.registry.loginServer = 'team01-a1b2c3.azurecr.io';
    const { registries } = sourcesOn(server, {
      credential: { getToken },
      config: { registries: [{ kind: 'resource', id: registryPath }] },
    });
    expect(
      await registries.credentialsFor({ host: 'team01.azurecr.io', signal }),
    ).toBeUndefined();
    expect(
      await registries.credentialsFor({
        host: 'team01-a1b2c3.azurecr.io',
        signal,
      }),
    ).toMatchObject({ type: 'acrAccessToken' });

    server.world.registry.loginServer = 'evil.example.org/x.azurecr.io';
    const odd = sourcesOn(server, {
      credential: { getToken },
      config: { registries: [{ kind: 'resource', id: registryPath }] },
    });
    expect(
      await odd.registries.credentialsFor({
        host: 'evil.example.org/x.azurecr.io',
        signal,
      }),
    ).toBeUndefined();
  });

  it('has no token for a server on loopback that stands for Azure', async () => {
    const { registries } = sourcesOn(server, {
      config: { registries: [{ kind: 'host', host: 'team01.azurecr.io' }] },
    });
    expect(
      await registries.credentialsFor({ host: 'team01.azurecr.io', signal }),
    ).toBeUndefined();
  });
});
