import { RegistryError } from './RegistryError';
import { isSame, Tokens } from './Tokens';

/** With what one may ask for tokens. */
export interface RegistryCredentials {
  username: string;
  password: string;
}

const scopePattern = /^repository:([a-z0-9][a-z0-9._/-]{0,254}):([a-z*,]+)$/;
const MAX_SCOPES = 16;

function isKnown(
  authorization: string,
  { username, password }: RegistryCredentials,
): boolean {
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization) ?? [];
  if (encoded === undefined) return false;
  const sent = Buffer.from(encoded, 'base64').toString();
  return isSame(sent, `${username}:${password}`);
}

/**
 * What the token endpoint answers (`docs/spec/auth/token.md` of distribution). Who sends no
 * credentials gets a token that allows nothing, as a scope that is not granted is no error.
 *
 * @throws RegistryError when the credentials are wrong
 */
export function tokenAnswer(options: {
  query: URLSearchParams;
  authorization: string | undefined;
  credentials: RegistryCredentials;
  tokens: Tokens;
  nowMs: number;
}): object {
  const { query, authorization, credentials, tokens, nowMs } = options;
  if (authorization !== undefined && !isKnown(authorization, credentials)) {
    throw RegistryError.create({
      status: 401,
      code: 'UNAUTHORIZED',
      message: 'incorrect username or password',
      headers: { 'www-authenticate': 'Basic realm="demo-fleet"' },
    });
  }
  const repositories =
    authorization === undefined ? [] : requestedRepositories(query);
  const token = tokens.issue(repositories, nowMs);
  return {
    token,
    access_token: token,
    expires_in: tokens.lifetimeSeconds,
    issued_at: new Date(nowMs).toISOString(),
  };
}

/** Those that the scopes want to pull from; nobody may do anything else. */
function requestedRepositories(query: URLSearchParams): string[] {
  return query
    .getAll('scope')
    .flatMap(text => text.split(' '))
    .slice(0, MAX_SCOPES)
    .flatMap(scope => {
      const [, name, actions] = scopePattern.exec(scope) ?? [];
      return name && actions.split(',').includes('pull') ? [name] : [];
    });
}
