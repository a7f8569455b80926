import { ConfigReader } from '@backstage/config';
import { configsOf } from '../__testUtils__/disks';
import { readPrometheusConfig } from './readPrometheusConfig';

const entry = { cluster: 'prod', url: 'http://prometheus:9090' };
const ca = '-----BEGIN CERTIFICATE-----\n…';

describe('pullPerformance.nodeDisks.prometheus', () => {
  it('may be absent', () => {
    expect(readPrometheusConfig(new ConfigReader({}))).toEqual([]);
  });

  it('has defaults', () => {
    expect(configsOf(entry)).toEqual([
      {
        key: 'pullPerformance.nodeDisks.prometheus[0]',
        cluster: 'prod',
        url: 'http://prometheus:9090',
        auth: { kind: 'none' },
        headers: {},
        matchers: '',
        nodeLabels: ['node', 'kubernetes_node', 'nodename', 'instance'],
        imagePath: '/var/lib/containerd',
        limits: [],
        scrapeIntervalSeconds: 60,
        timeoutSeconds: 10,
        queries: {},
        pullQueries: {},
      },
    ]);
  });

  it('reads every key', () => {
    const [first, second, third] = configsOf(
      {
        cluster: 'a',
        url: 'https://mimir.example.com/prometheus/',
        basic: { username: 'reader', password: 'secret' },
        headers: { 'X-Scope-OrgID': 'team', 'x-1': 'one' },
        ca,
        matchers: 'cluster="a\\"b", env=~"x|y",',
        nodeLabels: ['host'],
        imagePath: '/var/lib/containers',
        device: 'nvme[01]n1',
        limits: [
          {
            nodePools: ['pool'],
            name: 'P10',
            iops: 500,
            megabytesPerSecond: 96,
          },
          { name: 'SSD', iops: 8000 },
        ],
        scrapeIntervalSeconds: 15,
        timeoutSeconds: 30,
        queries: { usedShare: 'my_used', queueDepth: 'my_queue' },
        pullQueries: { pulls: 'my_pulls' },
      },
      { ...entry, token: 'abc\n', entra: false },
      {
        cluster: 'c',
        url: 'https://c.westus.prometheus.monitor.azure.com',
        entra: { clientId: '0815', scope: 'https://example.com/.default' },
      },
    );
    expect(first).toEqual({
      key: 'pullPerformance.nodeDisks.prometheus[0]',
      cluster: 'a',
      url: 'https://mimir.example.com/prometheus',
      auth: { kind: 'basic', username: 'reader', password: 'secret' },
      headers: { 'x-scope-orgid': 'team', 'x-1': 'one' },
      ca,
      matchers: 'cluster="a\\"b", env=~"x|y"',
      nodeLabels: ['host'],
      imagePath: '/var/lib/containers',
      device: 'nvme[01]n1',
      limits: [
        { nodePools: ['pool'], name: 'P10', iops: 500, bytesPerSecond: 96e6 },
        { name: 'SSD', iops: 8000 },
      ],
      scrapeIntervalSeconds: 15,
      timeoutSeconds: 30,
      queries: { usedShare: 'my_used', queueDepth: 'my_queue' },
      pullQueries: { pulls: 'my_pulls' },
    });
    expect(second.auth).toEqual({ kind: 'token', token: 'abc' });
    expect(third.auth).toEqual({
      kind: 'entra',
      clientId: '0815',
      scope: 'https://example.com/.default',
    });
    const [azure] = configsOf({ ...entry, url: 'https://a', entra: true });
    expect(azure.auth).toEqual({
      kind: 'entra',
      scope: 'https://prometheus.monitor.azure.com/.default',
    });
  });

  it.each<[object, string]>([
    [{ cluster: undefined }, 'prometheus[0].cluster'],
    [{ url: 'prometheus:9090' }, '.url must be an address'],
    [{ url: 'ftp://prometheus' }, '.url must be an address'],
    [{ url: 'http://a:b@prometheus' }, '.url must hold no credentials'],
    [{ url: 'http://a/api/v1/query' }, '.url must end before /api/v1'],
    [{ url: 'http://a/?b' }, '.url must end before /api/v1'],
    [{ basic: { username: 'a' } }, 'basic.password'],
    [
      { basic: { username: 'a:b', password: 'c' } },
      '.basic.username must not hold a colon',
    ],
    [{ token: 'two words' }, '.token must be one word'],
    [
      { token: 'a', basic: { username: 'a', password: 'c' } },
      'has several of basic, token',
    ],
    [
      { token: 'a', headers: { Authorization: 'Bearer b' } },
      'has several of basic, token',
    ],
    [{ entra: true }, '.url must begin with https://'],
    [{ entra: 'yes' }, '.entra must be true, or an object'],
    [{ headers: { 'a b': 'c' } }, '.headers.a b must be a header'],
    [{ headers: { a: 'c\r\nd: e' } }, '.headers.a must be a header'],
    [{ headers: { a: 7 } }, '.headers.a must be a header'],
    [{ headers: { Host: 'a' } }, '.headers.Host is set by the request'],
    [{ headers: 'a' }, '.headers must be names'],
    [{ ca: '/etc/ca.pem' }, '.ca must be certificates as PEM'],
    [{ matchers: '{cluster="a"}' }, '.matchers must be label matchers'],
    [{ matchers: 'cluster="a"} or up{' }, '.matchers must be label matchers'],
    [{ matchers: 'cluster=a' }, '.matchers must be label matchers'],
    [{ nodeLabels: [] }, '.nodeLabels must be names of labels'],
    [{ nodeLabels: ['a-b'] }, '.nodeLabels must be names of labels'],
    [{ imagePath: 'images' }, '.imagePath must be an absolute path'],
    [{ imagePath: '/images/' }, '.imagePath must be an absolute path'],
    [{ imagePath: '/a/../b' }, '.imagePath must be an absolute path'],
    [{ device: 'sd[' }, '.device must be a regular expression'],
    [{ device: '/dev/sda' }, '.device must be a regular expression'],
    [
      { scrapeIntervalSeconds: 0 },
      '.scrapeIntervalSeconds must be from 1 to 600',
    ],
    [{ limits: [{ iops: 5 }] }, '[0].limits[0].name'],
    [{ limits: [{ name: 'a' }] }, '.limits[0] must have iops or'],
    [
      { limits: [{ name: 'a', iops: 0 }] },
      '.limits[0].iops must be a number above 0',
    ],
    [
      { limits: [{ name: 'a', iops: 1, nodePools: [] }] },
      '.limits[0].nodePools must name a node pool',
    ],
    [{ timeoutSeconds: 61 }, '.timeoutSeconds must be from 1 to 60'],
    [{ queries: { latency: 'a' } }, '.queries.latency is no metric'],
    [{ pullQueries: { iops: 'a' } }, '.pullQueries.iops is no metric'],
    [
      { queries: { iops: 'a'.repeat(4001) } },
      '.queries.iops must not be longer',
    ],
  ])('refuses %j and names the key', (change, text) => {
    let message = '';
    try {
      configsOf({ ...entry, ...change });
    } catch (error) {
      message = `${error}`;
    }
    expect(message).toContain(text);
    expect(message).not.toContain('a:b');
  });
});
