import type { TokenCredential } from '@azure/core-auth';
import { loadAzureSdk } from './arm/azureSdk';
import { AzureTokens } from './arm/AzureTokens';
import { createCredential } from './arm/credential';
import { AzureCluster } from './AzureCluster';
import { AzureClusterConfig } from './config/azureConfig';
import { AzureFactSource } from './facts/AzureFactSource';
import { AzureDiskSource } from './metrics/AzureDiskSource';
import { AzureRegistries } from './registries/AzureRegistries';

/**
 * The sources for configured clusters. Nothing is read yet.
 *
 * @param options - `credential` takes the place of the configured ones, for tests; it is also used for a server on loopback, which is sent no token else
 */
export function createSources(options: {
  clusters: readonly AzureClusterConfig[];
  credential?: TokenCredential;
}): {
  disks: AzureDiskSource;
  facts: AzureFactSource;
  registries: AzureRegistries;
} {
  const entries = options.clusters.map(config => {
    const tokens = tokensOf(config, options.credential);
    return { cluster: AzureCluster.create({ config, tokens }), tokens };
  });
  const clusters = new Map(
    entries.map(({ cluster }) => [cluster.config.cluster, cluster]),
  );
  const registries = AzureRegistries.create({ clusters: entries });
  return {
    disks: AzureDiskSource.create({ clusters }),
    facts: AzureFactSource.create({ clusters, registries }),
    registries,
  };
}

function tokensOf(
  config: AzureClusterConfig,
  given: TokenCredential | undefined,
): AzureTokens | undefined {
  const { endpoint, credential: configured } = config;
  if (given) {
    return AzureTokens.create({ credential: async () => given });
  }
  if (endpoint.isPlainLoopback) return undefined;
  let credential: Promise<TokenCredential> | undefined;
  return AzureTokens.create({
    credential: () => {
      credential ??= loadAzureSdk().then(sdk =>
        createCredential(sdk, { credential: configured, endpoint }),
      );
      return credential;
    },
  });
}
