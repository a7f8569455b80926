import { RegistryConfig } from '../config/registryConfig';
import { RegistryHosts } from './RegistryHosts';

function hosts(...registries: Partial<RegistryConfig>[]) {
  return RegistryHosts.create({
    registries: registries.map((registry, index) => ({
      key: `pullPerformance.registries[${index}]`,
      host: '',
      insecure: false,
      ...registry,
    })),
  });
}

describe('RegistryHosts', () => {
  it.each([
    ['docker.io', 'https://registry-1.docker.io', 'https://auth.docker.io'],
    ['ghcr.io', 'https://ghcr.io', undefined],
    ['eu.gcr.io', 'https://eu.gcr.io', undefined],
    [
      'europe-west1-docker.pkg.dev',
      'https://europe-west1-docker.pkg.dev',
      undefined,
    ],
    [
      'registry.gitlab.com',
      'https://registry.gitlab.com',
      'https://gitlab.com',
    ],
  ])('knows %s', (host, origin, tokenOrigin) => {
    expect(hosts().target(host)).toEqual({
      registry: host,
      origin,
      credentialsHost: host,
      tokenOrigins: [origin, ...(tokenOrigin ? [tokenOrigin] : [])],
      asksReferrers: false,
      config: undefined,
    });
  });

  it.each([
    'pkg.dev',
    'evilpkg.dev',
    'ghcr.io:444',
    'a.ghcr.io',
    'registry-1.docker.io',
  ])('does not know %s', host => {
    expect(() => hosts().target(host)).toThrow('none of them');
  });

  it('connects to the endpoint of a configured registry, whose credentials are then for that', () => {
    const target = hosts({
      host: 'docker.io',
      endpoint: 'https://mirror.example.com:8443',
      tokenOrigin: 'https://auth.example.com',
    }).target('Docker.io');
    expect(target).toMatchObject({
      registry: 'docker.io',
      origin: 'https://mirror.example.com:8443',
      credentialsHost: 'mirror.example.com:8443',
      // Not Docker Hub's token service: it has nothing to do with the mirror.
      tokenOrigins: [
        'https://mirror.example.com:8443',
        'https://auth.example.com',
      ],
    });
  });

  it('prefers an entry that names the host to a pattern', () => {
    const known = hosts({ host: '*.azurecr.io' }, { host: 'team.azurecr.io' });
    expect(known.target('team.azurecr.io').config?.host).toBe(
      'team.azurecr.io',
    );
    expect(known.target('a.b.azurecr.io').config?.host).toBe('*.azurecr.io');
    expect(() => known.target('azurecr.io')).toThrow('none of them');
    expect(() => known.target('evilazurecr.io')).toThrow('none of them');
  });

  it('asks for referrers where they are known, or as configured', () => {
    const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
    const known = hosts(
      { host: '*.azurecr.io' },
      { host: ecr },
      { host: 'off.azurecr.io', referrers: false },
      { host: 'harbor.example.com', referrers: true },
      { host: 'evil.example.com' },
    );
    const asks = (host: string) => known.target(host).asksReferrers;
    expect(asks('team.azurecr.io')).toBe(true);
    expect(asks(ecr)).toBe(true);
    expect(asks('off.azurecr.io')).toBe(false);
    expect(asks('harbor.example.com')).toBe(true);
    expect(asks('evil.example.com')).toBe(false);
  });

  it('knows the addresses that the configuration names', () => {
    const known = hosts(
      { host: '*.azurecr.io' },
      { host: 'a.io', tokenOrigin: 'https://auth.a.io' },
      { host: 'b.io', endpoint: 'http://127.0.0.1:5000', insecure: true },
    );
    const isConfigured = (url: string) => known.isConfigured(new URL(url));
    for (const url of [
      'https://team.azurecr.io/v2/',
      'https://team.westeurope.data.azurecr.io/x',
      'https://a.io/',
      'https://auth.a.io/token',
      'http://127.0.0.1:5000/v2/',
    ]) {
      expect([url, isConfigured(url)]).toEqual([url, true]);
    }
    for (const url of [
      'http://team.azurecr.io/',
      'https://team.azurecr.io:8443/',
      'http://a.io/',
      'https://a.io:444/',
      'https://b.io/',
      'http://127.0.0.1:5001/',
      'https://ghcr.io/',
    ]) {
      expect([url, isConfigured(url)]).toEqual([url, false]);
    }
  });
});
