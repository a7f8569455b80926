import pLimit, { Limit } from 'p-limit';
import { parseChallenges } from './auth/challenge';
import { Authorizer } from './auth/Authorizer';
import { CredentialFinder } from './auth/CredentialFinder';
import { RegistryTarget } from './hosts/RegistryHosts';
import { followRedirects } from './transport/followRedirects';
import {
  connectionsPerHost,
  HttpAnswer,
  HttpClient,
} from './transport/HttpClient';
import { RateLimit } from './transport/RateLimit';
import { statusFailure } from './transport/statusFailure';
import { StepFailure } from './transport/StepFailure';

/** What is wanted of a repository. */
export interface RegistryRequest {
  method: 'GET' | 'HEAD';
  /** Of the repository. */
  name: string;
  /** Below the repository: `manifests/latest`. */
  path: string;
  accept: string;
  maxBytes: number;
  /** What is asked for, at the beginning of a sentence: `The manifest`. */
  what: string;
  /** The registry counts it as a pull. */
  isPull?: boolean;
  signal?: AbortSignal;
}

/** Talks to one registry: some requests at a time, with the right pass, and not while it asked for quiet. */
export class RegistryConversation {
  private readonly limit: Limit = pLimit(connectionsPerHost);
  private readonly rateLimit: RateLimit;
  private readonly authorizer: Authorizer;

  private constructor(
    readonly target: RegistryTarget,
    private readonly http: HttpClient,
    finder: CredentialFinder,
    private readonly now: () => number,
  ) {
    const { registry } = target;
    this.rateLimit = RateLimit.create({ registry, now });
    this.authorizer = Authorizer.create({ http, target, finder, now });
  }

  static create(options: {
    target: RegistryTarget;
    http: HttpClient;
    finder: CredentialFinder;
    now: () => number;
  }): RegistryConversation {
    const { target, http, finder, now } = options;
    return new RegistryConversation(target, http, finder, now);
  }

  /**
   * Asks and gets a good answer (HTTP 200).
   *
   * @throws StepFailure for everything else; the signal's reason when that was aborted
   */
  ask(request: RegistryRequest): Promise<HttpAnswer> {
    return this.limit(() => this.askNow(request));
  }

  private async askNow(request: RegistryRequest): Promise<HttpAnswer> {
    request.signal?.throwIfAborted();
    this.rateLimit.throwIfPaused();
    if (request.isPull) this.rateLimit.throwIfSpent();
    try {
      return await this.exchange(request);
    } catch (error) {
      if (error instanceof StepFailure && error.code === 'rate-limited') {
        this.rateLimit.pause(error.retryAfterMs ?? 0);
      }
      throw error;
    }
  }

  private async exchange(request: RegistryRequest): Promise<HttpAnswer> {
    const { authorizer, target, now } = this;
    const { signal } = request;
    const scope = `repository:${request.name}:pull`;
    let pass = await authorizer.passFor(scope, signal);
    let answer = await this.send(request, pass.authorization);
    const isOwn = answer.url.origin === target.origin;
    if (answer.status === 401 && isOwn) {
      const challenges = parseChallenges(answer.headers['www-authenticate']);
      if (authorizer.refused(scope, pass, challenges)) {
        pass = await authorizer.passFor(scope, signal);
        answer = await this.send(request, pass.authorization);
      }
    }
    this.rateLimit.note(answer.headers);
    if (answer.status === 200) return answer;
    throw statusFailure({
      answer,
      who: 'The registry',
      registry: target.registry,
      hasCredentials: pass.hasCredentials,
      nowMs: now(),
    });
  }

  private send(
    request: RegistryRequest,
    authorization?: string,
  ): Promise<HttpAnswer> {
    const { method, name, path, accept, maxBytes, what, signal } = request;
    return followRedirects(this.http, {
      method,
      url: new URL(`/v2/${name}/${path}`, this.target.origin),
      headers: { accept, ...(authorization && { authorization }) },
      maxBytes,
      what,
      signal,
    });
  }
}
