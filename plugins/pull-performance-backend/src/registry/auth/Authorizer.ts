import { RegistryCredentials } from 'backstage-plugin-pull-performance-node';
import { LruMap } from '../../kubernetes/LruMap';
import { RegistryTarget } from '../hosts/RegistryHosts';
import { HttpClient } from '../transport/HttpClient';
import { SingleFlight } from '../transport/SingleFlight';
import { badAnswer, StepFailure } from '../transport/StepFailure';
import { Challenge } from './challenge';
import { CredentialFinder } from './CredentialFinder';
import { ping } from './ping';
import {
  basicAuthorization,
  BearerToken,
  exchangeAcrToken,
  requestToken,
  TokenCredentials,
  TokenService,
} from './requestToken';

/** A registry's repositories are read one after the other, and a token is for one of them. */
const MAX_TOKENS = 1000;
const MAX_REALM_LENGTH = 2048;
/** How long credentials are used before their source is asked again. */
const credentialsLifeMs = 60_000;
/** Those of Azure live for three hours; one that ends earlier is noticed by the refusal. */
const refreshTokenLifeMs = 60 * 60 * 1000;

/** What lets a request in. */
export interface Pass {
  /** The header; absent where everybody may read. */
  authorization?: string;
  /** There are credentials for the registry. */
  hasCredentials: boolean;
  /** Made for this very request: making it again would change nothing. */
  isNew: boolean;
}

/** Gets the passes for one registry: asks how it wants to be asked, finds credentials, has them exchanged for tokens. */
export class Authorizer {
  private challenges?: Challenge[];
  private credentials?: { value?: RegistryCredentials; untilMs: number };
  private refreshToken?: { value: string; untilMs: number };
  private readonly tokens = LruMap.create<string, BearerToken>({
    maxSize: MAX_TOKENS,
  });
  private readonly pings = SingleFlight.create<Challenge[]>();
  private readonly finds = SingleFlight.create<
    RegistryCredentials | undefined
  >();
  private readonly requests = SingleFlight.create<BearerToken>();

  private constructor(
    private readonly http: HttpClient,
    private readonly target: RegistryTarget,
    private readonly finder: CredentialFinder,
    private readonly now: () => number,
  ) {}

  static create(options: {
    http: HttpClient;
    target: RegistryTarget;
    finder: CredentialFinder;
    now: () => number;
  }): Authorizer {
    const { http, target, finder, now } = options;
    return new Authorizer(http, target, finder, now);
  }

  /**
   * A pass for a scope, for example `repository:library/node:pull`.
   *
   * @throws StepFailure when the registry or its token service gives none, or wants the credentials elsewhere
   */
  async passFor(scope: string, signal?: AbortSignal): Promise<Pass> {
    const challenge = this.chosen(await this.knownChallenges(signal));
    if (!challenge) return { hasCredentials: false, isNew: false };
    return challenge.scheme === 'bearer'
      ? this.bearerPass(this.serviceOf(challenge), scope, signal)
      : this.basicPass(signal);
  }

  /**
   * Takes note of a refusal (401).
   *
   * @returns whether another pass may do better
   */
  refused(scope: string, pass: Pass, challenges: Challenge[]): boolean {
    const before = keyOf(this.chosen(this.challenges ?? []));
    const challenge = this.chosen(challenges);
    if (challenge) this.challenges = challenges;
    const isOther = challenge !== undefined && keyOf(challenge) !== before;
    if (pass.isNew && !isOther) return false;
    this.credentials = undefined;
    this.refreshToken = undefined;
    const current = this.chosen(this.challenges ?? []);
    if (current?.scheme === 'bearer') {
      const key = `${keyOf(current)} ${scope}`;
      // Another reader may have got a new one meanwhile.
      const token = this.tokens.peek(key)?.token;
      if (pass.authorization === `Bearer ${token}`) this.tokens.delete(key);
    }
    return pass.authorization !== undefined || isOther;
  }

  private async knownChallenges(signal?: AbortSignal): Promise<Challenge[]> {
    const { http, target, now } = this;
    const { registry, origin } = target;
    this.challenges ??= await this.pings.run(
      origin,
      () => ping({ http, registry, origin, nowMs: now() }),
      signal,
    );
    return this.challenges;
  }

  /** Tokens before passwords: they are for one repository, and live for minutes. */
  private chosen(challenges: Challenge[]): Challenge | undefined {
    return (
      challenges.find(({ scheme }) => scheme === 'bearer') ??
      challenges.find(({ scheme }) => scheme === 'basic')
    );
  }

  private serviceOf({ parameters }: Challenge): TokenService {
    const realm = parameters.get('realm') ?? '';
    if (realm.length > MAX_REALM_LENGTH || !URL.canParse(realm)) {
      throw badAnswer(
        `'${this.target.registry}' wants a token, but does not say where to get it.`,
      );
    }
    return { realm: new URL(realm), service: parameters.get('service') };
  }

  private async basicPass(signal?: AbortSignal): Promise<Pass> {
    const isKnown = this.credentials !== undefined;
    const credentials = await this.currentCredentials(signal);
    if (credentials && credentials.type !== 'basic') {
      throw this.unusable('wants a name and a password, not a token');
    }
    return {
      authorization:
        credentials &&
        basicAuthorization(credentials.username, credentials.password),
      hasCredentials: credentials !== undefined,
      isNew: !isKnown,
    };
  }

  private async bearerPass(
    service: TokenService,
    scope: string,
    signal?: AbortSignal,
  ): Promise<Pass> {
    const key = `${service.realm} ${service.service ?? ''} ${scope}`;
    const known = this.tokens.get(key);
    const isKnown = known !== undefined && known.expiresAtMs > this.now();
    const { token } = isKnown
      ? known
      : await this.requests.run(
          key,
          () => this.newToken(key, service, scope),
          signal,
        );
    return {
      authorization: `Bearer ${token}`,
      hasCredentials: this.credentials?.value !== undefined,
      isNew: !isKnown,
    };
  }

  private async newToken(
    key: string,
    service: TokenService,
    scope: string,
  ): Promise<BearerToken> {
    const { http, target, now } = this;
    const credentials = await this.currentCredentials();
    if (credentials && !target.tokenOrigins.includes(service.realm.origin)) {
      throw this.unusable(
        `sends readers to a token service at '${service.realm.host}', which is not the registry's own host, so that they are not sent there`,
        `If that is its token service, say so: pullPerformance.registries: [{ host: '${target.registry}', tokenRealm: 'https://…' }].`,
      );
    }
    const token = await requestToken({
      http,
      registry: target.registry,
      service,
      scope,
      credentials: await this.exchanged(credentials),
      now,
    });
    this.tokens.set(key, token);
    return token;
  }

  private async currentCredentials(
    signal?: AbortSignal,
  ): Promise<RegistryCredentials | undefined> {
    const nowMs = this.now();
    if (this.credentials && this.credentials.untilMs > nowMs) {
      return this.credentials.value;
    }
    const value = await this.finds.run(
      '',
      () => this.finder.find(this.target),
      signal,
    );
    this.credentials = { value, untilMs: nowMs + credentialsLifeMs };
    return value;
  }

  private async exchanged(
    credentials: RegistryCredentials | undefined,
  ): Promise<TokenCredentials | undefined> {
    if (credentials?.type !== 'acrAccessToken') return credentials;
    const nowMs = this.now();
    if (!this.refreshToken || this.refreshToken.untilMs <= nowMs) {
      const { registry, origin } = this.target;
      const { accessToken, tenant } = credentials;
      const value = await exchangeAcrToken({
        ...{ http: this.http, registry, origin, accessToken, tenant, nowMs },
      });
      this.refreshToken = { value, untilMs: nowMs + refreshTokenLifeMs };
    }
    return { type: 'refreshToken', refreshToken: this.refreshToken.value };
  }

  private unusable(
    why: string,
    next = 'Give it credentials of that kind.',
  ): StepFailure {
    const { registry } = this.target;
    return new StepFailure({
      code: 'unauthorized',
      why: `There are credentials for '${registry}', but it ${why}.`,
      next,
    });
  }
}

function keyOf(challenge: Challenge | undefined): string {
  const { scheme, parameters } = challenge ?? {};
  if (scheme !== 'bearer') return scheme ?? '';
  const realm = parameters?.get('realm') ?? '';
  const url = URL.canParse(realm) ? new URL(realm) : realm;
  return `${url} ${parameters?.get('service') ?? ''}`;
}
