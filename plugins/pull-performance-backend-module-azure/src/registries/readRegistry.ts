import { RegistryFacts } from 'backstage-plugin-pull-performance-common';
import { AzureConnection } from '../arm/AzureConnection';
import { AzureError } from '../arm/AzureError';
import { arrayOf, JsonObject, objectOf, textOf } from '../arm/json';
import { AzureClusterConfig, RegistryReference } from '../config/azureConfig';
import { locationOf } from '../inventory/location';

const registryApi = '2023-07-01';
const resourcesApi = '2021-04-01';
const type = 'Microsoft.ContainerRegistry/registries';
/** Registries have at most a few dozen replications; a name is used once in a subscription, or a few times with hashes. */
const mostPages = 3;

/**
 * What Azure Resource Manager tells of a container registry, with its login server as host.
 *
 * Source: Microsoft.ContainerRegistry 2023-07-01.
 *
 * @throws AzureError, `notFound` also when the subscription of the cluster has no such registry
 */
export async function readRegistry(options: {
  connection: AzureConnection;
  config: AzureClusterConfig;
  reference: RegistryReference;
  signal: AbortSignal;
}): Promise<RegistryFacts> {
  const { connection, config, reference, signal } = options;
  const ids =
    reference.kind === 'resource'
      ? [reference.id]
      : await findIds(reference.host, options);
  for (const id of ids) {
    const registry = await connection.get(id, {
      apiVersion: registryApi,
      signal,
    });
    const host = hostOf(registry, config.endpoint.registrySuffix);
    if (
      host !== undefined &&
      (reference.kind === 'resource' || host === reference.host)
    ) {
      const replications = await readReplications(id, registry, options);
      return factsOf(host, { registry, replications });
    }
  }
  throw new AzureError('notFound', {
    message: 'Azure does not know the container registry',
  });
}

/** Lists of resources hold what the identity may read: a role on the registry alone is enough. */
async function findIds(
  host: string,
  options: {
    connection: AzureConnection;
    config: AzureClusterConfig;
    signal: AbortSignal;
  },
): Promise<string[]> {
  const { connection, config, signal } = options;
  const name = host.slice(0, host.search(/[-.]/));
  const resources = connection.list(
    `/subscriptions/${config.subscriptionId}/resources`,
    {
      apiVersion: resourcesApi,
      query: { $filter: `resourceType eq '${type}' and name eq '${name}'` },
      mostPages,
      signal,
    },
  );
  const ids: string[] = [];
  for await (const resource of resources) {
    const id = textOf(resource.id);
    if (id && isRegistryIn(id, config.subscriptionId)) ids.push(id);
  }
  return ids.slice(0, mostPages);
}

function isRegistryIn(id: string, subscriptionId: string): boolean {
  const lower = id.toLowerCase();
  return (
    lower.startsWith(`/subscriptions/${subscriptionId.toLowerCase()}/`) &&
    lower.includes(`/providers/${type.toLowerCase()}/`) &&
    /^[\p{L}\p{N}/_.()-]+$/u.test(id) &&
    !lower.includes('/../')
  );
}

function hostOf(registry: JsonObject, suffix: string): string | undefined {
  const host = textOf(objectOf(registry.properties).loginServer)?.toLowerCase();
  return host?.endsWith(suffix) &&
    /^[a-z0-9]{5,50}(?:-[a-z0-9]{1,40})?$/.test(host.slice(0, -suffix.length))
    ? host
    : undefined;
}

async function readReplications(
  id: string,
  registry: JsonObject,
  options: { connection: AzureConnection; signal: AbortSignal },
): Promise<JsonObject[]> {
  if (tierOf(registry)?.toLowerCase() !== 'premium') return [];
  const replications: JsonObject[] = [];
  const pages = options.connection.list(`${id}/replications`, {
    apiVersion: registryApi,
    mostPages,
    signal: options.signal,
  });
  for await (const replication of pages) replications.push(replication);
  return replications;
}

function tierOf(registry: JsonObject): string | undefined {
  const sku = objectOf(registry.sku);
  return textOf(sku.tier) ?? textOf(sku.name);
}

function factsOf(
  host: string,
  options: { registry: JsonObject; replications: readonly JsonObject[] },
): RegistryFacts {
  const { registry, replications } = options;
  const regions = [registry, ...replications]
    .map(locationOf)
    .filter(region => region !== undefined);
  return {
    host,
    tier: tierOf(registry),
    regions: [...new Set(regions)],
    networkAccess: networkAccessOf(objectOf(registry.properties)),
  };
}

function networkAccessOf(
  properties: JsonObject,
): RegistryFacts['networkAccess'] {
  const isPrivate = arrayOf(properties.privateEndpointConnections).some(
    connection => {
      const state = objectOf(
        objectOf(objectOf(connection).properties)
          .privateLinkServiceConnectionState,
      );
      return textOf(state.status)?.toLowerCase() === 'approved';
    },
  );
  switch (textOf(properties.publicNetworkAccess)?.toLowerCase()) {
    case 'enabled':
      return isPrivate ? 'both' : 'public';
    case 'disabled':
      return 'private';
    default:
      return undefined;
  }
}
