import { LoggerService } from '@backstage/backend-plugin-api';
import {
  isDigest,
  isRepositoryName,
  isTag,
} from 'backstage-plugin-pull-performance-common';
import { RegistryCredentialsProvider } from 'backstage-plugin-pull-performance-node';
import { LruMap } from '../kubernetes/LruMap';
import { plainText } from '../kubernetes/watch/plainText';
import { CredentialFinder } from './auth/CredentialFinder';
import { RegistriesConfig } from './config/registryConfig';
import { RegistryHosts } from './hosts/RegistryHosts';
import { ReferrerFinder } from './ReferrerFinder';
import { RegistryConversation } from './RegistryConversation';
import { RepositoryReader } from './RepositoryReader';
import { Lookup } from './transport/addresses';
import { HttpClient, HttpTimeouts } from './transport/HttpClient';
import { StepFailure, unsupported } from './transport/StepFailure';
import {
  ImageRegistry,
  ReadManifest,
  RegistryError,
  Repository,
  ResolvedManifest,
} from './types';

/** Patterns allow any number of hosts, and those who name images choose among them. */
const MAX_REGISTRIES = 200;

interface KnownRegistry {
  conversation: RegistryConversation;
  referrers: ReferrerFinder;
}

/** Reads images by the OCI distribution API, from hosts that are allowed only. Changes nothing in a registry, and pulls no layer. */
export class OciRegistry implements ImageRegistry {
  private readonly registries = LruMap.create<string, KnownRegistry>({
    maxSize: MAX_REGISTRIES,
  });

  private constructor(
    private readonly hosts: RegistryHosts,
    private readonly http: HttpClient,
    private readonly finder: CredentialFinder,
    private readonly logger: LoggerService,
    private readonly now: () => number,
  ) {}

  static create(options: {
    config: RegistriesConfig;
    credentials: readonly RegistryCredentialsProvider[];
    logger: LoggerService;
    /** Epoch milliseconds. */
    now?: () => number;
    timeouts?: Partial<HttpTimeouts>;
    /** Finds the addresses of names; the system's when absent. */
    lookup?: Lookup;
  }): OciRegistry {
    const { config, logger, now = Date.now, timeouts, lookup } = options;
    const hosts = RegistryHosts.create({ registries: config });
    return new OciRegistry(
      hosts,
      HttpClient.create({ hosts, timeouts, lookup }),
      CredentialFinder.create({ providers: options.credentials, logger }),
      logger,
      now,
    );
  }

  /**
   * What a tag or digest stands for now.
   *
   * @throws RegistryError; the signal's reason when that was aborted
   */
  async resolve(
    repository: Repository,
    tagOrDigest: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<ResolvedManifest> {
    return this.answering({ repository, tagOrDigest, ...options }, reader =>
      reader.resolve(tagOrDigest),
    );
  }

  /**
   * The content of a digest, verified against it.
   *
   * @throws RegistryError; the signal's reason when that was aborted
   */
  async read(
    repository: Repository,
    digest: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<ReadManifest> {
    return this.answering(
      { repository, tagOrDigest: digest, ...options },
      reader => {
        if (!isDigest(digest)) throw badName('digest');
        return reader.read(digest);
      },
    );
  }

  /** Ends all connections; what is being read fails. */
  async close(): Promise<void> {
    await this.http.close();
  }

  private async answering<T>(
    question: {
      repository: Repository;
      tagOrDigest: string;
      signal?: AbortSignal;
    },
    work: (reader: RepositoryReader) => Promise<T>,
  ): Promise<T> {
    const { repository, tagOrDigest, signal } = question;
    const { registry, name } = repository;
    try {
      if (!isRepositoryName(name)) throw badName('name');
      if (!isTag(tagOrDigest) && !isDigest(tagOrDigest)) {
        throw badName('tag or digest');
      }
      if (tagOrDigest.startsWith('sha512:')) {
        throw unsupported(
          'Its digest is of SHA-512, and only SHA-256 is known here.',
          'Build the image with a tool that uses SHA-256, as nearly all do.',
        );
      }
      const known = this.registryOf(registry);
      return await work(RepositoryReader.create({ ...known, name, signal }));
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error;
      const separator = isDigest(tagOrDigest) ? '@' : ':';
      const { code, why, next, retryAfterMs, cause } = error;
      throw new RegistryError({
        code,
        what: plainText(
          `Reading ${registry}/${name}${separator}${tagOrDigest}`,
        ),
        why,
        next,
        retryAfterMs,
        cause,
      });
    }
  }

  private registryOf(host: string): KnownRegistry {
    const known = this.registries.get(host);
    if (known) return known;
    const { http, finder, logger, now } = this;
    const target = this.hosts.target(host);
    const conversation = RegistryConversation.create({
      ...{ target, http, finder, now },
    });
    const referrers = ReferrerFinder.create({ conversation, logger, now });
    const registry = { conversation, referrers };
    this.registries.set(host, registry);
    return registry;
  }
}

function badName(part: string): StepFailure {
  return new StepFailure({
    code: 'not-found',
    why: `The ${part} is not one that a registry can know.`,
    next: "Check the image's name where the workload is defined.",
  });
}
