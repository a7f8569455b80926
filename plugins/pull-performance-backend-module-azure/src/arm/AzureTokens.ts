import type { AccessToken, TokenCredential } from '@azure/core-auth';
import { AzureError } from './AzureError';

/** A token is fetched anew so long before it ends. */
const marginMs = 2 * 60_000;
/** Fetching a token takes at most so long. */
const longestAskMs = 30_000;

/**
 * The tokens of one credential, each kept as long as it lives and fetched once at a time.
 */
export class AzureTokens {
  readonly #kept = new Map<string, AccessToken>();
  readonly #fetching = new Map<string, Promise<AccessToken>>();

  private constructor(
    private readonly credential: () => Promise<TokenCredential>,
  ) {}

  static create(options: {
    credential: () => Promise<TokenCredential>;
  }): AzureTokens {
    return new AzureTokens(options.credential);
  }

  /** @throws AzureError when there is no token to be had; it tells no more than the kind of error */
  async get(scope: string): Promise<string> {
    const kept = this.#kept.get(scope);
    return kept && kept.expiresOnTimestamp - marginMs > Date.now()
      ? kept.token
      : (await this.#fetch(scope)).token;
  }

  /** A token in place of one that was refused; the same one if the credential has no other. */
  async renew(scope: string, refused: string): Promise<string> {
    if (this.#kept.get(scope)?.token === refused) {
      this.#kept.delete(scope);
    }
    return this.get(scope);
  }

  async #fetch(scope: string): Promise<AccessToken> {
    let fetching = this.#fetching.get(scope);
    if (!fetching) {
      fetching = this.#ask(scope).finally(() => this.#fetching.delete(scope));
      this.#fetching.set(scope, fetching);
    }
    return fetching;
  }

  async #ask(scope: string): Promise<AccessToken> {
    let token: AccessToken | null;
    try {
      const credential = await this.credential();
      token = await credential.getToken(scope, {
        abortSignal: AbortSignal.timeout(longestAskMs),
      });
    } catch (error) {
      throw new AzureError('noCredential', {
        message: `No token of Microsoft Entra ID could be had (${kindOf(
          error,
        )})`,
      });
    }
    if (!token?.token) {
      throw new AzureError('noCredential', {
        message: 'No token of Microsoft Entra ID could be had (empty)',
      });
    }
    this.#kept.set(scope, token);
    return token;
  }
}

/** Entra's messages name tenants and trace ids; its error number is what one searches for. */
function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const number = /AADSTS\d{1,10}/.exec(error.message)?.[0];
  const name = /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error';
  return number ? `${name}, ${number}` : name;
}
