import { isRegistryHost } from 'backstage-plugin-pull-performance-common';
import { RegistriesConfig, RegistryConfig } from '../config/registryConfig';
import { notAllowed } from '../transport/StepFailure';
import { knowsReferrers, wellKnownRegistries } from './wellKnownRegistries';

/** A registry that may be read, and how. */
export interface RegistryTarget {
  /** As references name it. */
  registry: string;
  /** Origin that is connected to. */
  origin: string;
  /** The host that credentials are for: the registry's own, or its endpoint's. */
  credentialsHost: string;
  /** Origins of token services that may get credentials. */
  tokenOrigins: readonly string[];
  /** Whether indexes for lazy pulling are looked for. */
  asksReferrers: boolean;
  config?: RegistryConfig;
}

/** Finds the entry for a host: the one that names it, else the first pattern that fits. */
function entryFor<Entry extends { host: string }>(
  entries: readonly Entry[],
  host: string,
): Entry | undefined {
  return (
    entries.find(entry => entry.host === host) ??
    entries.find(
      entry =>
        entry.host.startsWith('*.') && host.endsWith(entry.host.slice(1)),
    )
  );
}

/** Knows which registries may be read, and which addresses an administrator has named. */
export class RegistryHosts {
  private readonly configuredOrigins: ReadonlySet<string>;

  private constructor(private readonly registries: RegistriesConfig) {
    this.configuredOrigins = new Set(
      registries.flatMap(({ host, endpoint, tokenOrigin }) => [
        endpoint ?? `https://${host}`,
        ...(tokenOrigin ? [tokenOrigin] : []),
      ]),
    );
  }

  static create(options: { registries: RegistriesConfig }): RegistryHosts {
    return new RegistryHosts(options.registries);
  }

  /**
   * The registry of a reference.
   *
   * @throws StepFailure with code `host-not-allowed`
   */
  target(registry: string): RegistryTarget {
    const host = registry.toLowerCase();
    if (!isRegistryHost(host)) {
      throw notAllowed(
        'The name of its registry is not a valid host.',
        "Check the image's name where the workload is defined.",
      );
    }
    const config = entryFor(this.registries, host);
    const wellKnown = entryFor(wellKnownRegistries, host);
    if (!config && !wellKnown) {
      throw notAllowed(
        `Backstage reads only well-known public registries and those of its configuration, and '${host}' is none of them.`,
        `Add it to app-config.yaml, if it may be read: pullPerformance.registries: [{ host: '${host}' }].`,
      );
    }
    const origin =
      config?.endpoint ??
      wellKnown?.origin ??
      new URL(`https://${host}`).origin;
    return {
      registry: host,
      origin,
      credentialsHost: config?.endpoint ? new URL(origin).host : host,
      tokenOrigins: tokenOriginsOf(origin, config),
      asksReferrers: config?.referrers ?? knowsReferrers(new URL(origin).host),
      config,
    };
  }

  /** Whether an administrator has named this address, so that it may lie within the own network. */
  isConfigured(url: URL): boolean {
    return (
      this.configuredOrigins.has(url.origin) ||
      (url.protocol === 'https:' &&
        this.registries.some(
          ({ host }) =>
            host.startsWith('*.') && url.host.endsWith(host.slice(1)),
        ))
    );
  }
}

/** Depends on what is connected to: a mirror does not get what belongs to the registry behind it. */
function tokenOriginsOf(origin: string, config?: RegistryConfig): string[] {
  const wellKnown = wellKnownRegistries.find(
    known => (known.origin ?? `https://${known.host}`) === origin,
  );
  return [
    origin,
    ...(wellKnown?.tokenOrigin ? [wellKnown.tokenOrigin] : []),
    ...(config?.tokenOrigin ? [config.tokenOrigin] : []),
  ];
}
