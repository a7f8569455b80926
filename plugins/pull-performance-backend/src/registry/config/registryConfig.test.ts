import { ConfigReader } from '@backstage/config';
import { readPullPerformanceConfig } from '../../config';

function read(...registries: object[]) {
  const config = new ConfigReader({
    pullPerformance: JSON.parse(JSON.stringify({ registries })),
  });
  return readPullPerformanceConfig(config).registries;
}

describe('pullPerformance.registries', () => {
  it('reads every key', () => {
    expect(
      read(
        {
          host: 'Registry.example.com:5000',
          endpoint: 'https://mirror.example.com/',
          username: 'reader',
          password: 'secret',
          tokenRealm: 'https://auth.example.com/token',
          referrers: true,
        },
        { host: '*.azurecr.io', dockerConfigFile: '/run/docker.json' },
        { host: 'index.docker.io' },
        { host: '127.0.0.1:5000', insecure: true },
        { host: 'demo', endpoint: 'http://[::1]:5001', insecure: true },
      ),
    ).toEqual([
      {
        key: 'pullPerformance.registries[0]',
        host: 'registry.example.com:5000',
        endpoint: 'https://mirror.example.com',
        username: 'reader',
        password: 'secret',
        tokenOrigin: 'https://auth.example.com',
        insecure: false,
        referrers: true,
      },
      {
        key: 'pullPerformance.registries[1]',
        host: '*.azurecr.io',
        dockerConfigFile: '/run/docker.json',
        insecure: false,
      },
      {
        key: 'pullPerformance.registries[2]',
        host: 'docker.io',
        insecure: false,
      },
      {
        key: 'pullPerformance.registries[3]',
        host: '127.0.0.1:5000',
        endpoint: 'http://127.0.0.1:5000',
        insecure: true,
      },
      {
        key: 'pullPerformance.registries[4]',
        host: 'demo',
        endpoint: 'http://[::1]:5001',
        insecure: true,
      },
    ]);
  });

  it.each([
    [{}, 'registries[0].host'],
    [{ host: 'https://a.io' }, 'registries[0].host must be a host'],
    [{ host: 'a.io/team' }, 'registries[0].host must be a host'],
    [{ host: '*' }, 'registries[0].host must be a host'],
    [{ host: '*.io' }, 'registries[0].host must be a host'],
    [{ host: '*.0.0.1' }, 'registries[0].host must be a host'],
    [{ host: 'a.*.io' }, 'registries[0].host must be a host'],
    [{ host: 'a.io', username: 'u' }, 'registries[0].username and'],
    [{ host: 'a.io', password: 'p' }, 'registries[0].password are needed both'],
    [
      { host: 'a.io', username: 'u:v', password: 'p' },
      'registries[0].username must not hold a colon',
    ],
    [
      { host: '*.azurecr.io', username: 'u', password: 'p' },
      'registries[0].password would go to every host of *.azurecr.io',
    ],
    [
      { host: 'a.io', username: 'u', password: 'p', dockerConfigFile: '/f' },
      'registries[0] has a username and a dockerConfigFile',
    ],
    [
      { host: '*.azurecr.io', endpoint: 'https://a.io' },
      'registries[0] has a pattern as its host',
    ],
    [{ host: '*.azurecr.io', insecure: true }, 'registries[0] has a pattern'],
    [
      { host: 'a.io', endpoint: 'a.io' },
      'registries[0].endpoint must be an address',
    ],
    [
      { host: 'a.io', endpoint: 'https://u:p@a.io' },
      'registries[0].endpoint must hold no credentials',
    ],
    [
      { host: 'a.io', endpoint: 'https://a.io/v2/x' },
      'registries[0].endpoint must have no path',
    ],
    [
      { host: 'a.io', endpoint: 'http://127.0.0.1:5000' },
      'registries[0].endpoint must begin with https://',
    ],
    [
      { host: 'a.io', endpoint: 'ftp://127.0.0.1', insecure: true },
      'registries[0].endpoint must begin with https://',
    ],
    [
      { host: 'a.io', insecure: true },
      'registries[0] must be a loopback address',
    ],
    [
      { host: 'a.io', endpoint: 'http://10.0.0.1:5000', insecure: true },
      'registries[0].endpoint must be a loopback address',
    ],
    [
      { host: 'a.io', tokenRealm: 'http://auth.a.io/token' },
      'registries[0].tokenRealm must begin with https://',
    ],
  ])('refuses %j', (registry, message) => {
    expect(() => read(registry)).toThrow(message);
  });

  it('refuses a host that stands there twice, also under another name', () => {
    expect(() =>
      read({ host: 'docker.io' }, { host: 'registry-1.docker.io' }),
    ).toThrow('registries[1].host names docker.io a second time');
  });

  it('never shows a password in a message', () => {
    for (const extra of [
      { host: '*.azurecr.io' },
      { host: 'a.io', dockerConfigFile: '/f' },
      { host: 'a.io', endpoint: 'https://user:hunter2@a.io' },
      { host: '***' },
    ]) {
      const act = () => read({ username: 'u', password: 'hunter2', ...extra });
      expect(act).toThrow();
      expect(act).not.toThrow(/hunter2/);
    }
  });
});
