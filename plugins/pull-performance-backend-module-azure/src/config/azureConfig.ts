import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { AzureCredentialConfig } from '../arm/credential';
import { AzureEndpoint, publicCloud, readEndpoint } from './endpoint';

/** An AKS cluster whose nodes are read from Azure. */
export interface AzureClusterConfig {
  /** Where it stands in the configuration, for messages: `pullPerformance.nodeDisks.azure[0]`. */
  key: string;
  /** As Backstage calls it. */
  cluster: string;
  subscriptionId: string;
  resourceGroup: string;
  /** As Azure calls it. */
  clusterName: string;
  /** Absent: the managed cluster tells. */
  nodeResourceGroup?: string;
  registries: RegistryReference[];
  endpoint: AzureEndpoint;
  credential: AzureCredentialConfig;
}

/** A container registry, by the host that image names begin with or by its resource id. */
export type RegistryReference =
  | { kind: 'host'; host: string }
  | { kind: 'resource'; id: string };

const root = 'pullPerformance.nodeDisks.azure';
const mostRegistries = 20;

/**
 * Reads `pullPerformance.nodeDisks.azure`; `config.d.ts` explains each key.
 *
 * @throws InputError that names the key that is wrong, and what it may be
 */
export function readAzureConfig(rootConfig: Config): AzureClusterConfig[] {
  const clusters = (rootConfig.getOptionalConfigArray(root) ?? []).map(
    (config, index) => readCluster(config, `${root}[${index}]`),
  );
  const names = new Set<string>();
  for (const { cluster, key } of clusters) {
    if (names.has(cluster)) {
      throw new InputError(
        `${key}.cluster names ${cluster} a second time; give each cluster one entry`,
      );
    }
    names.add(cluster);
  }
  return clusters;
}

function readCluster(config: Config, key: string): AzureClusterConfig {
  const endpoint = readEndpoint(
    config.getOptionalString('endpoint') ?? publicCloud,
    `${key}.endpoint`,
  );
  const nodeResourceGroup = config.getOptionalString('nodeResourceGroup');
  if (nodeResourceGroup !== undefined) {
    checkGroup(nodeResourceGroup, `${key}.nodeResourceGroup`);
  }
  return {
    key,
    cluster: config.getString('cluster'),
    subscriptionId: readId(config, { name: 'subscriptionId', key }),
    resourceGroup: checkGroup(
      config.getString('resourceGroup'),
      `${key}.resourceGroup`,
    ),
    clusterName: readClusterName(config, key),
    nodeResourceGroup,
    registries: readRegistries(config, { key, endpoint }),
    endpoint,
    credential: readCredential(config.getOptionalConfig('credential'), {
      key: `${key}.credential`,
    }),
  };
}

function readClusterName(config: Config, key: string): string {
  const name = config.getString('clusterName');
  if (!/^[A-Za-z0-9][\w-]{0,62}$/.test(name)) {
    throw new InputError(
      `${key}.clusterName must be the name of a managed cluster as "az aks list" shows it`,
    );
  }
  return name;
}

function checkGroup(text: string, key: string): string {
  if (!/^[\p{L}\p{N}_.()-]{1,90}$/u.test(text) || text.endsWith('.')) {
    throw new InputError(
      `${key} must be the name of a resource group, without the rest of its id`,
    );
  }
  return text;
}

function readId(
  config: Config,
  options: { name: string; key: string },
): string {
  const { name, key } = options;
  const text = config.getString(name);
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new InputError(
      `${key}.${name} must be a GUID such as 00000000-0000-0000-0000-000000000000`,
    );
  }
  return text;
}

const registryId =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[\p{L}\p{N}_.()-]{1,90}\/providers\/Microsoft\.ContainerRegistry\/registries\/[A-Za-z0-9]{5,50}$/iu;
/** With a hash where the registry was made with a label for its domain name. */
const registryName = /^[a-z0-9]{5,50}(?:-[a-z0-9]{1,40})?$/;

function readRegistries(
  config: Config,
  options: { key: string; endpoint: AzureEndpoint },
): RegistryReference[] {
  const { key, endpoint } = options;
  const texts = config.getOptionalStringArray('registries') ?? [];
  if (texts.length > mostRegistries) {
    throw new InputError(
      `${key}.registries must name at most ${mostRegistries} registries`,
    );
  }
  const { registrySuffix } = endpoint;
  return texts.map((text, index): RegistryReference => {
    if (registryId.test(text)) return { kind: 'resource', id: text };
    const host = text.toLowerCase();
    const name = host.slice(0, -registrySuffix.length);
    if (!host.endsWith(registrySuffix) || !registryName.test(name)) {
      throw new InputError(
        `${key}.registries[${index}] must be a login server such as team${registrySuffix}, or the resource id of a container registry`,
      );
    }
    return { kind: 'host', host };
  });
}

function readCredential(
  config: Config | undefined,
  options: { key: string },
): AzureCredentialConfig {
  const { key } = options;
  const type = config?.getOptionalString('type') ?? 'default';
  switch (type) {
    case 'default':
      return { type };
    case 'managedIdentity': {
      const clientId =
        config?.has('clientId') === true
          ? readId(config, { name: 'clientId', key })
          : undefined;
      return { type, clientId };
    }
    case 'clientSecret': {
      if (!config) break;
      return {
        type,
        tenantId: readId(config, { name: 'tenantId', key }),
        clientId: readId(config, { name: 'clientId', key }),
        clientSecret: config.getString('clientSecret'),
      };
    }
    default:
  }
  throw new InputError(
    `${key}.type must be default, clientSecret or managedIdentity`,
  );
}
