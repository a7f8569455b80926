import { DefaultAzureCredential, TokenCredential } from '@azure/identity';
import { isError } from '@backstage/errors';
import { EngineAuth, EngineConfig } from '../config/types';
import { EngineFailure } from './EngineFailure';

/** So long before its end a token is not used any more. */
const spareMs = 5 * 60 * 1000;

/** Knows the headers that let Backstage in, and which settings they come from. */
export class Authorizer {
  private kept?: { token: string; endsAtMs: number };

  private constructor(
    private readonly config: EngineConfig,
    private readonly credential: TokenCredential | undefined,
    private readonly now: () => number,
  ) {}

  static create(options: {
    config: EngineConfig;
    /** For tests. */
    credential?: TokenCredential;
    now: () => number;
  }): Authorizer {
    const { config, now } = options;
    const credential = options.credential ?? credentialFor(config.auth);
    return new Authorizer(config, credential, now);
  }

  /** @throws EngineFailure when Microsoft Entra ID gives no token */
  async headers(signal: AbortSignal): Promise<Record<string, string>> {
    const { auth, headers } = this.config;
    if (auth.kind === 'none') return { ...headers };
    return {
      ...headers,
      authorization: await this.authorization(auth, signal),
    };
  }

  /** What must not stand in any text. */
  secrets(): string[] {
    const { auth, headers } = this.config;
    const secrets = Object.values(headers);
    if (auth.kind === 'basic') {
      secrets.push(auth.password, basicOf(auth));
    }
    if (auth.kind === 'token') secrets.push(auth.token);
    if (this.kept) secrets.push(this.kept.token);
    // What is shorter would take letters out of words, and protects nothing.
    return secrets.filter(secret => secret.length >= 6);
  }

  /** After an engine refused a token: it may have been revoked. */
  forgetToken(): void {
    this.kept = undefined;
  }

  private async authorization(
    auth: Exclude<EngineAuth, { kind: 'none' }>,
    signal: AbortSignal,
  ): Promise<string> {
    if (auth.kind === 'basic') return `Basic ${basicOf(auth)}`;
    if (auth.kind === 'token') return `Bearer ${auth.token}`;
    if (!this.kept || this.kept.endsAtMs - spareMs <= this.now()) {
      this.kept = await this.entraToken(auth.scope, signal);
    }
    return `Bearer ${this.kept.token}`;
  }

  private async entraToken(
    scope: string,
    signal: AbortSignal,
  ): Promise<{ token: string; endsAtMs: number }> {
    const { key } = this.config;
    let cause: unknown;
    try {
      const token = await Promise.race([
        this.credential?.getToken(scope, { abortSignal: signal }),
        untilAborted(signal),
      ]);
      if (token) {
        return { token: token.token, endsAtMs: token.expiresOnTimestamp };
      }
    } catch (error) {
      cause = error;
    }
    // The text of the error lists everything that was tried, over many lines; the log of @azure/identity has it (AZURE_LOG_LEVEL=info).
    throw new EngineFailure({
      code: 'prometheus-no-token',
      why: `Microsoft Entra ID gave Backstage no token for ${scope} (${nameOf(
        cause,
      )}).`,
      next: `Give Backstage a workload identity or managed identity, or AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET; where there are several identities name one in ${key}.entra.clientId. AZURE_LOG_LEVEL=info logs what was tried.`,
      ofEngine: true,
      cause,
    });
  }
}

/** Some credentials do not look at signals. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}

function credentialFor(auth: EngineAuth): TokenCredential | undefined {
  if (auth.kind !== 'entra') return undefined;
  const { clientId } = auth;
  return new DefaultAzureCredential(
    clientId === undefined
      ? {}
      : {
          managedIdentityClientId: clientId,
          workloadIdentityClientId: clientId,
        },
  );
}

function basicOf(auth: { username: string; password: string }): string {
  return Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
}

function nameOf(error: unknown): string {
  return isError(error) ? error.name : 'no answer';
}
