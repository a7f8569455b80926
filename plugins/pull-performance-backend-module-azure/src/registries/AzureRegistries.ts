import { RegistryFacts } from 'backstage-plugin-pull-performance-common';
import {
  RegistryCredentials,
  RegistryCredentialsProvider,
  SourceProblem,
} from 'backstage-plugin-pull-performance-node';
import { AzureTokens } from '../arm/AzureTokens';
import { AzureCluster } from '../AzureCluster';
import { RegistryReference } from '../config/azureConfig';
import { KeptReading } from '../inventory/KeptReading';
import { problemOf } from '../problems';
import { readRegistry } from './readRegistry';

const freshMs = 60 * 60_000;

interface KnownRegistry {
  reference: RegistryReference;
  facts: KeptReading<RegistryFacts>;
  cluster: AzureCluster;
  tokens?: AzureTokens;
}

/**
 * The configured container registries: what they are, and tokens for them.
 *
 * @remarks
 * A token goes to a login server only if the configuration names it, or if Resource Manager gave it for a configured resource id: who owns
 * `<name>.azurecr.io` is not told by the name of a registry.
 */
export class AzureRegistries implements RegistryCredentialsProvider {
  readonly id = 'azure';

  private constructor(private readonly registries: readonly KnownRegistry[]) {}

  static create(options: {
    clusters: Iterable<{ cluster: AzureCluster; tokens?: AzureTokens }>;
  }): AzureRegistries {
    return new AzureRegistries(
      [...options.clusters].flatMap(({ cluster, tokens }) =>
        cluster.config.registries.map(reference => ({
          reference,
          cluster,
          tokens,
          facts: KeptReading.create({
            freshMs,
            retryMs: 10 * 60_000,
            read: signal =>
              readRegistry({
                connection: cluster.connection,
                config: cluster.config,
                reference,
                signal,
              }),
          }),
        })),
      ),
    );
  }

  /** The registries of a cluster. */
  async facts(
    cluster: string,
    signal: AbortSignal,
  ): Promise<{ registries: RegistryFacts[]; problems: SourceProblem[] }> {
    const registries: RegistryFacts[] = [];
    const problems: SourceProblem[] = [];
    await Promise.all(
      this.registries
        .filter(known => known.cluster.config.cluster === cluster)
        .map(async ({ reference, facts, cluster: { config } }) => {
          const { value, error } = await facts.get(signal);
          if (value) registries.push(value);
          if (error === undefined) return;
          const name = nameOf(reference);
          const problem = problemOf(error, {
            config,
            reading: {
              code: 'azure-registry',
              what: `Tier and regions of the registry ${name} are not known from Azure.`,
              role: 'Reader',
              scope: `the registry ${name}`,
            },
          });
          problems.push(
            problem.why.startsWith('Azure does not know')
              ? {
                  ...problem,
                  next: `Check ${config.key}.registries; a registry of another subscription needs its resource id, and one that Backstage may not read ("Reader") is not found.`,
                }
              : problem,
          );
        }),
    );
    registries.sort((a, b) => a.host.localeCompare(b.host));
    return { registries, problems };
  }

  async credentialsFor(request: {
    host: string;
    signal: AbortSignal;
  }): Promise<RegistryCredentials | undefined> {
    const { host, signal } = request;
    for (const { reference, facts, cluster, tokens } of this.registries) {
      const { registrySuffix, registryScope } = cluster.config.endpoint;
      if (tokens && host.endsWith(registrySuffix)) {
        const known =
          reference.kind === 'host'
            ? reference.host
            : (await facts.get(signal)).value?.host;
        if (known === host) {
          const accessToken = await tokens.get(registryScope);
          return { type: 'acrAccessToken', accessToken };
        }
      }
    }
    return undefined;
  }
}

function nameOf(reference: RegistryReference): string {
  return reference.kind === 'host'
    ? reference.host
    : reference.id.slice(reference.id.lastIndexOf('/') + 1);
}
