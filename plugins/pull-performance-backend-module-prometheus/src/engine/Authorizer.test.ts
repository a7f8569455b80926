import { AccessToken } from '@azure/identity';
import { configsOf } from '../__testUtils__/disks';
import { Authorizer } from './Authorizer';
import { EngineFailure } from './EngineFailure';

const { signal } = new AbortController();
const hourMs = 60 * 60 * 1000;

function authorizerOf(entry: object, tokens: (AccessToken | Error | null)[]) {
  const clock = { nowMs: 0 };
  const scopes: unknown[] = [];
  const [config] = configsOf({ cluster: 'a', url: 'https://a', ...entry });
  const authorizer = Authorizer.create({
    config,
    credential: {
      async getToken(scope) {
        scopes.push(scope);
        const token = tokens.shift();
        if (token instanceof Error) throw token;
        return token ?? null;
      },
    },
    now: () => clock.nowMs,
  });
  return { authorizer, clock, scopes };
}

describe('Authorizer', () => {
  it.each<[object, object]>([
    [{}, {}],
    [{ headers: { 'X-Tenant': 'a' } }, { 'x-tenant': 'a' }],
    [{ token: 'abc' }, { authorization: 'Bearer abc' }],
    [
      { basic: { username: 'a', password: 'b:c' }, headers: { x: 'y' } },
      { authorization: 'Basic YTpiOmM=', x: 'y' },
    ],
  ])('makes headers of %j', async (entry, headers) => {
    const { authorizer } = authorizerOf(entry, []);
    expect(await authorizer.headers(signal)).toEqual(headers);
  });

  it('keeps a token of Microsoft Entra ID until shortly before its end', async () => {
    const { authorizer, clock, scopes } = authorizerOf({ entra: true }, [
      { token: 'first', expiresOnTimestamp: hourMs },
      { token: 'second', expiresOnTimestamp: 2 * hourMs },
      { token: 'third', expiresOnTimestamp: 3 * hourMs },
    ]);
    const token = async () => (await authorizer.headers(signal)).authorization;
    expect(await token()).toBe('Bearer first');
    clock.nowMs = hourMs - 6 * 60_000;
    expect(await token()).toBe('Bearer first');
    clock.nowMs = hourMs - 5 * 60_000;
    expect(await token()).toBe('Bearer second');
    authorizer.forgetToken();
    expect(await token()).toBe('Bearer third');
    expect(scopes).toEqual(
      Array(3).fill('https://prometheus.monitor.azure.com/.default'),
    );
  });

  it.each<[string, Error | null]>([
    ['a failure', new Error('tried: a password')],
    ['nothing', null],
  ])('says what to do when there is no token but %s', async (_, answer) => {
    const { authorizer } = authorizerOf({ entra: true }, [answer]);
    const failure = await authorizer.headers(signal).catch(error => error);
    expect(failure).toBeInstanceOf(EngineFailure);
    expect(failure).toMatchObject({
      code: 'prometheus-no-token',
      next: expect.stringContaining(
        'pullPerformance.nodeDisks.prometheus[0].entra.clientId',
      ),
    });
    expect(failure.why).not.toContain('password');
  });

  it('does not wait for a credential that does not answer', async () => {
    const [config] = configsOf({ cluster: 'a', url: 'https://a', entra: true });
    const authorizer = Authorizer.create({
      config,
      credential: { getToken: () => new Promise(() => {}) },
      now: Date.now,
    });
    const stopping = new AbortController();
    const headers = authorizer.headers(stopping.signal);
    stopping.abort(new Error('no time'));
    await expect(headers).rejects.toMatchObject({
      code: 'prometheus-no-token',
      why: expect.stringContaining('(Error)'),
    });
  });
});
