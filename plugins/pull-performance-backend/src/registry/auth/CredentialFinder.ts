import { LoggerService } from '@backstage/backend-plugin-api';
import {
  RegistryCredentials,
  RegistryCredentialsProvider,
} from 'backstage-plugin-pull-performance-node';
import { LogLimit } from '../../kubernetes/LogLimit';
import { messageOf } from '../../kubernetes/watch/plainText';
import { RegistryTarget } from '../hosts/RegistryHosts';
import { untilAborted } from '../transport/SingleFlight';
import { StepFailure } from '../transport/StepFailure';
import { withDeadline } from '../transport/withDeadline';
import { readDockerConfig } from './dockerConfig';

const hourMs = 60 * 60 * 1000;
const providerTimeoutMs = 30_000;

/** Finds the credentials of a registry: the configuration's, then those of the first provider that knows it. */
export class CredentialFinder {
  private readonly logLimit = LogLimit.create({
    maxLines: 10,
    withinMs: hourMs,
  });

  private constructor(
    private readonly providers: readonly RegistryCredentialsProvider[],
    private readonly logger: LoggerService,
  ) {}

  static create(options: {
    providers: readonly RegistryCredentialsProvider[];
    logger: LoggerService;
  }): CredentialFinder {
    return new CredentialFinder(options.providers, options.logger);
  }

  /**
   * @returns `undefined` where the registry is to be read anonymously
   * @throws StepFailure when there should be credentials but they cannot be had
   */
  async find(target: RegistryTarget): Promise<RegistryCredentials | undefined> {
    const { config, credentialsHost: host } = target;
    if (config?.username !== undefined && config.password !== undefined) {
      const { username, password } = config;
      return { type: 'basic', username, password };
    }
    if (config?.dockerConfigFile !== undefined) {
      const { key, dockerConfigFile: file } = config;
      const credentials = await readDockerConfig({ file, key, host });
      if (credentials) return credentials;
    }
    for (const provider of this.providers) {
      const credentials = await this.ask(provider, host);
      if (credentials) return credentials;
    }
    return undefined;
  }

  private async ask(
    provider: RegistryCredentialsProvider,
    host: string,
  ): Promise<RegistryCredentials | undefined> {
    try {
      return await withDeadline(
        { timeoutMs: providerTimeoutMs, signals: [] },
        signal =>
          untilAborted(provider.credentialsFor({ host, signal }), signal),
      );
    } catch (error) {
      if (this.logLimit.takes()) {
        this.logger.warn(
          `Credentials of registry '${host}' from '${provider.id}': ${messageOf(
            error,
          )}`,
        );
      }
      throw new StepFailure({
        code: 'unauthorized',
        why: `The credentials of '${host}' could not be had from '${provider.id}'.`,
        next: "Backstage's log says why; reading is tried again by itself.",
        cause: error,
      });
    }
  }
}
