import { RegistryCredentials } from 'backstage-plugin-pull-performance-node';
import { isObject, textOf } from '../../kubernetes/watch/json';
import { HttpAnswer, HttpClient } from '../transport/HttpClient';
import { badAnswer } from '../transport/StepFailure';
import { statusFailure } from '../transport/statusFailure';

const MAX_BYTES = 256 * 1024;
const secondMs = 1000;
/** Of a token that does not tell its life (distribution docs/content/spec/auth/token.md). */
const defaultLifeSeconds = 60;
const longestLifeSeconds = 24 * 60 * 60;
/** What a header can carry. */
const tokenPattern = /^[\x21-\x7e]{1,16384}$/;

/** A token for a scope. */
export interface BearerToken {
  token: string;
  expiresAtMs: number;
}

/** Whom to ask for a token, as a challenge says. */
export interface TokenService {
  realm: URL;
  service?: string;
}

/** Credentials that a token service takes as they are. */
export type TokenCredentials = Exclude<
  RegistryCredentials,
  { type: 'acrAccessToken' }
>;

export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/**
 * Asks a token service for a token: by GET with name and password or anonymously (distribution docs/content/spec/auth/token.md),
 * by POST with a refresh token (`oauth.md` beside it).
 *
 * @throws StepFailure when it refuses, or answers without a token
 */
export async function requestToken(options: {
  http: HttpClient;
  registry: string;
  service: TokenService;
  scope: string;
  credentials?: TokenCredentials;
  now: () => number;
}): Promise<BearerToken> {
  const { http, registry, service, scope, credentials, now } = options;
  const sentAtMs = now();
  const answer =
    credentials?.type === 'refreshToken'
      ? await postForm(http, service.realm, {
          grant_type: 'refresh_token',
          service: service.service ?? '',
          scope,
          client_id: 'backstage-pull-performance',
          refresh_token: credentials.refreshToken,
        })
      : await http.request({
          method: 'GET',
          url: withQuery(service, scope),
          headers: {
            accept: 'application/json',
            ...(credentials && {
              authorization: basicAuthorization(
                credentials.username,
                credentials.password,
              ),
            }),
          },
          maxBytes: MAX_BYTES,
          what: 'The token',
        });
  const body = bodyOf(answer, {
    registry,
    hasCredentials: credentials !== undefined,
    nowMs: sentAtMs,
  });
  const token = textOf(body.token) ?? textOf(body.access_token) ?? '';
  if (!tokenPattern.test(token)) throw noToken(answer);
  return { token, expiresAtMs: sentAtMs + lifeMs(body.expires_in) };
}

/**
 * Exchanges an access token of Microsoft Entra ID for a refresh token of an Azure Container Registry (Azure/acr docs/AAD-OAuth.md).
 *
 * @throws StepFailure as `requestToken` does
 */
export async function exchangeAcrToken(options: {
  http: HttpClient;
  registry: string;
  origin: string;
  accessToken: string;
  tenant?: string;
  nowMs: number;
}): Promise<string> {
  const { http, registry, origin, accessToken, tenant, nowMs } = options;
  const url = new URL('/oauth2/exchange', origin);
  const answer = await postForm(http, url, {
    grant_type: 'access_token',
    service: url.host,
    ...(tenant && { tenant }),
    access_token: accessToken,
  });
  const refreshToken = textOf(
    bodyOf(answer, { registry, hasCredentials: true, nowMs }).refresh_token,
  );
  if (!refreshToken) throw noToken(answer);
  return refreshToken;
}

function withQuery({ realm, service }: TokenService, scope: string): URL {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scope);
  return url;
}

function postForm(
  http: HttpClient,
  url: URL,
  fields: Record<string, string>,
): Promise<HttpAnswer> {
  return http.request({
    method: 'POST',
    url,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(fields).toString(),
    maxBytes: MAX_BYTES,
    what: 'The token',
  });
}

function noToken(answer: HttpAnswer) {
  return badAnswer(
    `The registry's token service ('${answer.url.host}') answers without a token.`,
  );
}

function bodyOf(
  answer: HttpAnswer,
  reader: { registry: string; hasCredentials: boolean; nowMs: number },
): Record<string, unknown> {
  if (answer.status !== 200) {
    const who = "The registry's token service";
    throw statusFailure({ answer, who, ...reader });
  }
  try {
    const body: unknown = JSON.parse(answer.body.toString('utf8'));
    if (isObject(body)) return body;
  } catch {
    // The parser's message would quote the answer.
  }
  throw noToken(answer);
}

/** Tokens are renewed a little before they expire. */
function lifeMs(expiresIn: unknown): number {
  const seconds =
    typeof expiresIn === 'number' && expiresIn > 0
      ? Math.min(expiresIn, longestLifeSeconds)
      : defaultLifeSeconds;
  return (seconds - Math.min(10, seconds / 5)) * secondMs;
}
