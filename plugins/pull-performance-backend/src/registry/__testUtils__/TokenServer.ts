import { FakeAnswer, FakeRegistry, json, SeenRequest } from './FakeRegistry';

/** Guards a fake registry with tokens, as registries with a token service do. */
export class TokenServer {
  /** Tokens that are let in, each for a scope. */
  readonly valid = new Map<string, string>();
  private count = 0;

  private constructor(
    /** Where it answers: the registry itself, or another server. */
    private readonly server: FakeRegistry,
    private readonly lifeSeconds: number | undefined,
  ) {}

  static guard(options: {
    registry: FakeRegistry;
    server?: FakeRegistry;
    lifeSeconds?: number;
    /** Whether a request for a token may have one. */
    accepts?: (seen: SeenRequest) => boolean;
    /** What a good answer holds instead of `token`. */
    field?: 'token' | 'access_token';
  }): TokenServer {
    const { registry, server = registry, lifeSeconds } = options;
    const { accepts = () => true, field = 'token' } = options;
    const tokens = new TokenServer(server, lifeSeconds);
    const challenge = `Bearer realm="${server.url}/token",service="fake"`;
    server.answers.set('/token', (seen, res) =>
      (accepts(seen) ? tokens.grant(seen, field) : json(401, {}))(seen, res),
    );
    registry.guard = seen => {
      if (seen.path === '/token' || seen.path.startsWith('/oauth2/')) {
        return undefined;
      }
      const [, repository] =
        /^\/v2\/(.+)\/(?:manifests|blobs|referrers)\//.exec(seen.path) ?? [];
      const token = seen.headers.authorization?.replace(/^Bearer /, '') ?? '';
      return repository &&
        tokens.valid.get(token) === `repository:${repository}:pull`
        ? undefined
        : json(401, {}, { 'www-authenticate': challenge });
    };
    return tokens;
  }

  /** How many tokens were asked for. */
  get asked(): number {
    return this.server.requests.filter(({ path }) => path === '/token').length;
  }

  private grant(seen: SeenRequest, field: string): FakeAnswer {
    this.count += 1;
    const token = `token-${this.count}`;
    const form = new URLSearchParams(seen.body);
    this.valid.set(token, seen.query.scope ?? form.get('scope') ?? '');
    return json(200, {
      [field]: token,
      ...(this.lifeSeconds !== undefined && { expires_in: this.lifeSeconds }),
    });
  }
}
