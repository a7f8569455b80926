import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a token is good for. */
const LIFETIME_SECONDS = 300;

interface Claims {
  /** Repositories that may be pulled from. */
  repositories: readonly string[];
  expiresAtMs: number;
}

/** What a token allows. */
export type Access = 'allowed' | 'insufficient' | 'invalid';

/** Whether two secrets are the same; takes as long wherever they differ. */
export function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map(text => Buffer.from(text));
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Issues tokens and knows its own again, without remembering them: they are signed. */
export class Tokens {
  readonly lifetimeSeconds = LIFETIME_SECONDS;
  private readonly key = randomBytes(32);

  private constructor() {}

  static create(): Tokens {
    return new Tokens();
  }

  issue(repositories: readonly string[], nowMs: number): string {
    const expiresAtMs = nowMs + LIFETIME_SECONDS * 1000;
    const claims: Claims = { repositories, expiresAtMs };
    const text = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return `${text}.${this.sign(text)}`;
  }

  /** Whether a token allows to pull from a repository; absent: to ask at all. */
  check(token: string, repository: string | undefined, nowMs: number): Access {
    const [text, signature] = token.split('.');
    if (!signature || !isSame(signature, this.sign(text))) return 'invalid';
    const claims: Claims = JSON.parse(
      Buffer.from(text, 'base64url').toString(),
    );
    if (claims.expiresAtMs <= nowMs) return 'invalid';
    return repository === undefined || claims.repositories.includes(repository)
      ? 'allowed'
      : 'insufficient';
  }

  private sign(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}
