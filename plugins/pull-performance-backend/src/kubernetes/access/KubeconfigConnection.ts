import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { RequestOptions } from 'node:https';
import { delimiter } from 'node:path';
import { InputError } from '@backstage/errors';
import { KubeConfig } from '@kubernetes/client-node';
import { Dispatcher, ProxyAgent } from 'undici';
import { codeOf } from '../watch/plainText';
import { clientOptions, clusterAgent } from './http';
import {
  defaultFiles,
  KubeconfigCluster,
  loadContext,
} from './kubeconfigFiles';

const CREDENTIALS_TIMEOUT_MS = 60_000;

/** What a request to a cluster needs. */
export interface OpenConnection {
  /** Address of the API server, without a slash at the end. */
  server: string;
  /** May hold a credential: never to be logged. */
  headers: Record<string, string>;
  dispatcher: Dispatcher;
}

type TlsOptions = Pick<
  RequestOptions,
  'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'
>;

function headersOf(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value !== undefined) headers[name] = `${value}`.trim();
  }
  if (options.auth) {
    const basic = Buffer.from(options.auth).toString('base64');
    headers.Authorization = `Basic ${basic}`;
  }
  return headers;
}

function dispatcherOf(tls: TlsOptions, proxyUrl?: string): Dispatcher {
  return proxyUrl
    ? new ProxyAgent({ ...clientOptions, uri: proxyUrl, requestTls: tls })
    : clusterAgent(tls);
}

/** Tells whether two sets of certificates are the same, without keeping more copies of a key. */
function fingerprint(tls: TlsOptions, proxyUrl?: string): string {
  const { ca, cert, key, rejectUnauthorized, servername } = tls;
  const parts = [ca, cert, key, rejectUnauthorized, servername, proxyUrl];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part ?? ''}\0`);
  return hash.digest('hex');
}

/**
 * Address, credentials and connections of one cluster. Configuration and credentials are
 * `@kubernetes/client-node`'s work: files, tokens, exec plugins and their renewal.
 */
export class KubeconfigConnection {
  private loaded?: { config: KubeConfig; stamp: string };
  private opening?: Promise<OpenConnection>;
  private pool?: { dispatcher: Dispatcher; fingerprint: string };

  private constructor(private readonly cluster: KubeconfigCluster) {}

  static create(cluster: KubeconfigCluster): KubeconfigConnection {
    return new KubeconfigConnection(cluster);
  }

  /** Reads the kubeconfig, unless it is unchanged. @throws InputError that names what is missing. */
  async load(): Promise<KubeConfig> {
    const stamp = await this.fileStamp();
    if (this.loaded?.stamp !== stamp) {
      this.loaded = { config: await loadContext(this.cluster), stamp };
    }
    return this.loaded.config;
  }

  /** Reads everything anew next time. */
  forget(): void {
    this.loaded = undefined;
  }

  /** Credentials that are valid now. Requests at the same time share one run of an exec plugin. */
  async open(signal: AbortSignal): Promise<OpenConnection> {
    this.opening ??= this.prepare().finally(() => {
      this.opening = undefined;
    });
    const aborted = AbortSignal.any([
      signal,
      AbortSignal.timeout(CREDENTIALS_TIMEOUT_MS),
    ]);
    return Promise.race([
      this.opening,
      new Promise<never>((_, reject) => {
        aborted.addEventListener('abort', () =>
          reject(new InputError('its credentials did not come in time')),
        );
      }),
    ]);
  }

  private async prepare(): Promise<OpenConnection> {
    const config = await this.load();
    const cluster = config.getCurrentCluster();
    const server = (cluster?.server ?? '').replace(/\/+$/, '');
    if (server.startsWith('http:') && !cluster?.skipTLSVerify) {
      throw new InputError(
        'its server address starts with http, which protects nothing; use https, or set insecure-skip-tls-verify: true for it',
      );
    }
    const options: RequestOptions = {};
    try {
      await config.applyToHTTPSOptions(options);
    } catch (error) {
      throw this.credentialsError(config, error);
    }
    const { ca, cert, key, rejectUnauthorized, servername } = options;
    const tls = { ca, cert, key, rejectUnauthorized, servername };
    return {
      server,
      headers: headersOf(options),
      dispatcher: this.dispatcherFor(tls, cluster?.proxyUrl),
    };
  }

  /** The library's error may quote what an exec plugin printed, which may be a token. */
  private credentialsError(config: KubeConfig, error: unknown): InputError {
    const known = codeOf(error);
    const code = known ? ` (${known})` : '';
    const command: unknown = config.getCurrentUser()?.exec?.command;
    return new InputError(
      typeof command === 'string'
        ? `the command '${command}' gave no credentials${code}; run it as the account that runs Backstage to see why`
        : `its certificates or token cannot be read${code}; check the files that the kubeconfig names`,
    );
  }

  private dispatcherFor(tls: TlsOptions, proxyUrl?: string): Dispatcher {
    const print = fingerprint(tls, proxyUrl);
    if (this.pool?.fingerprint !== print) {
      // Lets running requests end with the credentials they began with.
      this.pool?.dispatcher.close().catch(() => {});
      this.pool = {
        dispatcher: dispatcherOf(tls, proxyUrl),
        fingerprint: print,
      };
    }
    return this.pool.dispatcher;
  }

  private async fileStamp(): Promise<string> {
    const fileList = this.cluster.file ?? defaultFiles();
    const stamps = await Promise.all(
      fileList.split(delimiter).map(async file => {
        const stats = await stat(file).catch(() => undefined);
        return stats ? `${stats.mtimeMs}:${stats.size}` : 'missing';
      }),
    );
    return stamps.join();
  }
}
