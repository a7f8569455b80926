import { IncomingHttpHeaders } from 'node:http';
import { Agent, request as send } from 'undici';
import { TooLargeError } from '../../kubernetes/watch/boundedBody';
import { codeOf } from '../../kubernetes/watch/plainText';
import { RegistryHosts } from '../hosts/RegistryHosts';
import {
  AddressRefusedError,
  guardedLookup,
  Lookup,
  Reach,
  reachOf,
} from './addresses';
import { readBody } from './readBody';
import { notAllowed, StepFailure, tooLarge, unreachable } from './StepFailure';
import { DeadlineError, withDeadline } from './withDeadline';

/** One HTTP request. */
export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST';
  url: URL;
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** The longest body that is read of a good answer. */
  maxBytes: number;
  /** What is asked for, at the beginning of a sentence: `The manifest`. */
  what: string;
  signal?: AbortSignal;
}

/** An answer, read to its end; of an error only its head. */
export interface HttpAnswer {
  /** Where it came from. */
  url: URL;
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The most connections to one host. */
export const connectionsPerHost = 8;

/** Milliseconds. */
export interface HttpTimeouts {
  connectMs: number;
  /** From a request to the head of its answer, and between two parts of a body. */
  silenceMs: number;
  /** A whole exchange. */
  totalMs: number;
}

export const defaultTimeouts: HttpTimeouts = {
  connectMs: 10_000,
  silenceMs: 15_000,
  totalMs: 30_000,
};

/** Which addresses a host may have: any public one, for hosts of the configuration also internal ones, for plain HTTP loopback only. */
const reachesByTrust = {
  public: ['public'],
  configured: ['public', 'internal', 'loopback'],
  insecure: ['loopback'],
} satisfies Record<string, Reach[]>;
type Trust = keyof typeof reachesByTrust;

/** Codes of OpenSSL and Node for certificates that are not trusted, have expired or are of another host. */
const certificateCode = /CERT|UNABLE_TO_(?:VERIFY|GET)_/;
/** A connection that was kept alive may end just when it is used again. */
const brokenConnectionCodes = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];
const timeoutCodes = [
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
];

/**
 * Sends single requests over connections that are kept alive, to addresses that may be asked, and bounds what comes back in
 * size and time. Follows no redirects, knows no credentials.
 */
export class HttpClient {
  private readonly agents: Readonly<Record<Trust, Agent>>;
  private readonly closing = new AbortController();

  private constructor(
    private readonly hosts: RegistryHosts,
    private readonly timeouts: HttpTimeouts,
    lookup: Lookup | undefined,
  ) {
    const agentFor = (trust: Trust) =>
      new Agent({
        connections: connectionsPerHost,
        pipelining: 1,
        keepAliveTimeout: 30_000,
        headersTimeout: timeouts.silenceMs,
        bodyTimeout: timeouts.silenceMs,
        maxHeaderSize: 32 * 1024,
        connect: {
          timeout: timeouts.connectMs,
          lookup: guardedLookup(reachesByTrust[trust], lookup),
        },
      });
    this.agents = {
      public: agentFor('public'),
      configured: agentFor('configured'),
      insecure: agentFor('insecure'),
    };
  }

  static create(options: {
    hosts: RegistryHosts;
    timeouts?: Partial<HttpTimeouts>;
    lookup?: Lookup;
  }): HttpClient {
    const { hosts, timeouts, lookup } = options;
    return new HttpClient(hosts, { ...defaultTimeouts, ...timeouts }, lookup);
  }

  /**
   * Sends a request and reads its answer, whatever its status.
   *
   * @throws StepFailure when the address is refused, nothing answers in time, or the body is larger than allowed or compressed;
   * the signal's reason when that was aborted
   */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const agent = this.agents[this.trustOf(request.url)];
    try {
      return await this.exchange(request, agent);
    } catch (error) {
      const again =
        request.method !== 'POST' &&
        brokenConnectionCodes.includes(codeOf(error) ?? '');
      if (!again) throw this.failureOf(error, request);
    }
    try {
      return await this.exchange(request, agent);
    } catch (error) {
      throw this.failureOf(error, request);
    }
  }

  /** Ends all connections and what still waits for answers. */
  async close(): Promise<void> {
    this.closing.abort(unreachable('Backstage is being stopped.'));
    await Promise.all(Object.values(this.agents).map(agent => agent.destroy()));
  }

  private exchange(request: HttpRequest, agent: Agent): Promise<HttpAnswer> {
    const signals = [request.signal, this.closing.signal];
    const { totalMs } = this.timeouts;
    return withDeadline({ timeoutMs: totalMs, signals }, async signal => {
      const { method, url, headers, body } = request;
      const answer = await send(url, {
        dispatcher: agent,
        method,
        body,
        signal,
        headers: {
          'user-agent': 'backstage-pull-performance',
          ...headers,
          // A small compressed body could become a large one.
          'accept-encoding': 'identity',
        },
      });
      return {
        url,
        status: answer.statusCode,
        headers: answer.headers,
        body: await readBody(request, answer),
      };
    });
  }

  /** What of the address is known to be right before any name server is asked. */
  private trustOf(url: URL): Trust {
    if (url.username || url.password) {
      throw notAllowed(
        `An address at '${url.hostname}' holds credentials, which are not used.`,
        'Give credentials under pullPerformance.registries.',
      );
    }
    const isConfigured = this.hosts.isConfigured(url);
    if (
      url.protocol !== 'https:' &&
      !(url.protocol === 'http:' && isConfigured)
    ) {
      throw notAllowed(
        `The address at '${url.hostname}' is not of HTTPS, so everybody on the way could read and change what is sent.`,
        'Let the registry and its token service use https:// addresses.',
      );
    }
    const trust = trustFor(url, isConfigured);
    const isLiteral = /^\[|^[\d.]+$/.test(url.hostname);
    // Connections to a literal address ask no name server.
    if (isLiteral && !isReachable(trust, url.hostname)) {
      throw refusedAddress(url);
    }
    return trust;
  }

  private failureOf(error: unknown, request: HttpRequest): unknown {
    const { url, signal, what } = request;
    if (error instanceof StepFailure) return error;
    if (signal?.aborted) return signal.reason;
    if (this.closing.signal.aborted) return this.closing.signal.reason;
    if (error instanceof AddressRefusedError) return refusedAddress(url, error);
    if (error instanceof TooLargeError) return tooLarge(`${error.message}.`);
    const code = codeOf(error) ?? '';
    const { silenceMs, totalMs } = this.timeouts;
    if (error instanceof DeadlineError || timeoutCodes.includes(code)) {
      return unreachable(
        `${what} did not arrive from '${url.host}' in time (nothing for ${
          silenceMs / 1000
        } s, or not all within ${totalMs / 1000} s).`,
        error,
      );
    }
    if (certificateCode.test(code)) return untrusted(url, code, error);
    // The texts of these errors are those of the system and of undici; a code says the same in a word.
    return unreachable(
      `'${url.host}' cannot be reached${code ? ` (${code})` : ''}.`,
      error,
    );
  }
}

function trustFor(url: URL, isConfigured: boolean): Trust {
  if (url.protocol === 'http:') return 'insecure';
  return isConfigured ? 'configured' : 'public';
}

function isReachable(trust: Trust, address: string): boolean {
  const reaches: readonly Reach[] = reachesByTrust[trust];
  return reaches.includes(reachOf(address));
}

function refusedAddress(url: URL, cause?: unknown): StepFailure {
  return notAllowed(
    `'${url.hostname}' has no address that may be asked: it lies in a private network, on this machine or nowhere.`,
    `If it is right, name it in app-config.yaml: pullPerformance.registries: [{ host: '${url.host}' }]; link-local addresses are never asked.`,
    cause,
  );
}

function untrusted(url: URL, code: string, cause: unknown): StepFailure {
  return new StepFailure({
    code: 'unreachable',
    why: `The certificate of '${url.host}' is not trusted (${code}).`,
    next: 'If it is of an authority of your own, start Backstage with NODE_EXTRA_CA_CERTS; otherwise those who run the registry must renew it.',
    cause,
  });
}
