import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { isRegistryHost } from 'backstage-plugin-pull-performance-common';
import { reachOf } from '../transport/addresses';

/** A registry, or with a pattern several, that may be read. */
export interface RegistryConfig {
  /** Where it stands in the configuration, for messages: `pullPerformance.registries[0]`. */
  key: string;
  /** As references name it, or `*.` and the end of names: `*.azurecr.io`. */
  host: string;
  /** Origin that is connected to. */
  endpoint?: string;
  username?: string;
  password?: string;
  /** Path of a file like `~/.docker/config.json`. */
  dockerConfigFile?: string;
  /** Origin of a token service that gets the credentials, beside the registry's own. */
  tokenOrigin?: string;
  /** Plain HTTP, on loopback only. */
  insecure: boolean;
  /** Whether indexes for lazy pulling are looked for; absent: where the registry is known to know them. */
  referrers?: boolean;
}

/** All of `pullPerformance.registries`. */
export type RegistriesConfig = readonly RegistryConfig[];

const root = 'pullPerformance.registries';
const dockerHubHosts = ['index.docker.io', 'registry-1.docker.io'];

/**
 * Reads `pullPerformance.registries`; `config.d.ts` explains each key.
 *
 * @throws InputError that names the key that is wrong, and what it may be
 */
export function readRegistriesConfig(rootConfig: Config): RegistriesConfig {
  const registries = (rootConfig.getOptionalConfigArray(root) ?? []).map(
    (config, index) => readRegistry(config, `${root}[${index}]`),
  );
  const hosts = new Set<string>();
  for (const { host, key } of registries) {
    if (hosts.has(host)) {
      throw new InputError(
        `${key}.host names ${host} a second time; give each host one entry`,
      );
    }
    hosts.add(host);
  }
  return registries;
}

function readRegistry(config: Config, key: string): RegistryConfig {
  const host = readHost(config, key);
  const insecure = config.getOptionalBoolean('insecure') ?? false;
  const registry: RegistryConfig = {
    key,
    host,
    endpoint: readEndpoint(config, { key, host, insecure }),
    username: config.getOptionalString('username'),
    password: config.getOptionalString('password'),
    dockerConfigFile: config.getOptionalString('dockerConfigFile'),
    tokenOrigin: readTokenOrigin(config, { key, insecure }),
    insecure,
    referrers: config.getOptionalBoolean('referrers'),
  };
  checkCredentials(registry);
  return registry;
}

function readHost(config: Config, key: string): string {
  const text = config.getString('host').toLowerCase();
  const host = dockerHubHosts.includes(text) ? 'docker.io' : text;
  const name = host.replace(/^\*\./, '');
  // A pattern for a whole top-level domain would allow nearly everything.
  const isPattern = name !== host;
  if (!isRegistryHost(name) || (isPattern && !/\.[^.:]*[a-z]/.test(name))) {
    throw new InputError(
      `${key}.host must be a host as image names begin with, for example registry.example.com:5000, or a pattern such as *.azurecr.io; it is not an address with https://`,
    );
  }
  return host;
}

function checkCredentials(registry: RegistryConfig): void {
  const { key, host, username, password, dockerConfigFile } = registry;
  if ((username === undefined) !== (password === undefined)) {
    throw new InputError(
      `${key}.username and ${key}.password are needed both, or none`,
    );
  }
  if (username?.includes(':')) {
    throw new InputError(
      `${key}.username must not hold a colon: HTTP's Basic authentication cannot send it`,
    );
  }
  if (username !== undefined && host.startsWith('*.')) {
    throw new InputError(
      `${key}.password would go to every host of ${host}, also to those of others; name one host, or use dockerConfigFile`,
    );
  }
  if (username !== undefined && dockerConfigFile !== undefined) {
    throw new InputError(
      `${key} has a username and a dockerConfigFile; choose one of them`,
    );
  }
}

function readEndpoint(
  config: Config,
  options: { key: string; host: string; insecure: boolean },
): string | undefined {
  const { host, insecure } = options;
  const text = config.getOptionalString('endpoint');
  if (text === undefined && !insecure) return undefined;
  const key = text === undefined ? options.key : `${options.key}.endpoint`;
  if (host.startsWith('*.')) {
    throw new InputError(
      `${options.key} has a pattern as its host, and so cannot have an endpoint or be insecure`,
    );
  }
  const url = readUrl(text ?? `http://${host}`, { key, insecure });
  if (url.pathname !== '/' || url.search || url.hash) {
    throw new InputError(
      `${key} must have no path: for example https://mirror.example.com`,
    );
  }
  return url.origin;
}

function readTokenOrigin(
  config: Config,
  options: { key: string; insecure: boolean },
): string | undefined {
  const text = config.getOptionalString('tokenRealm');
  const key = `${options.key}.tokenRealm`;
  return text === undefined
    ? undefined
    : readUrl(text, { ...options, key }).origin;
}

function readUrl(
  text: string,
  options: { key: string; insecure: boolean },
): URL {
  const { key, insecure } = options;
  if (!URL.canParse(text)) {
    throw new InputError(
      `${key} must be an address, for example https://registry.example.com`,
    );
  }
  const url = new URL(text);
  if (url.username || url.password) {
    throw new InputError(
      `${key} must hold no credentials; they have keys of their own`,
    );
  }
  if (url.protocol === 'https:') return url;
  if (url.protocol !== 'http:' || !insecure) {
    throw new InputError(
      `${key} must begin with https://; plain HTTP needs insecure: true and works on loopback only`,
    );
  }
  if (url.hostname !== 'localhost' && reachOf(url.hostname) !== 'loopback') {
    throw new InputError(
      `${key} must be a loopback address (127.0.0.1, [::1] or localhost), as the registry is insecure: everybody on the way could read and change what plain HTTP carries`,
    );
  }
  return url;
}
