import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { diskMetrics } from '../disks/metrics';
import { pullMetrics } from '../pulls/metrics';
import { readAuth, readHeaders } from './readAuth';
import { readLimits } from './readLimits';
import { EngineConfig } from './types';

const root = 'pullPerformance.nodeDisks.prometheus';

const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
/** `name="value"` with its four operators, in Go's quotes, and more after commas. */
const oneMatcher = String.raw`[a-zA-Z_][a-zA-Z0-9_]*\s*(?:=~|!~|!=|=)\s*"(?:[^"\\\n]|\\.)*"`;
const matchersPattern = new RegExp(
  String.raw`^${oneMatcher}(?:\s*,\s*${oneMatcher})*$`,
);

const longestMatchers = 2000;
const longestQuery = 4000;

/**
 * Reads `pullPerformance.nodeDisks.prometheus`; `config.d.ts` explains each key.
 *
 * @throws InputError that names the key that is wrong, and what it may be
 */
export function readPrometheusConfig(rootConfig: Config): EngineConfig[] {
  const entries = rootConfig.getOptionalConfigArray(root) ?? [];
  return entries.map((config, index) =>
    readEngine(config, `${root}[${index}]`),
  );
}

function readEngine(config: Config, key: string): EngineConfig {
  const url = readUrl(config, key);
  const headers = readHeaders(config, key);
  return {
    key,
    cluster: config.getString('cluster'),
    url,
    auth: readAuth(config, { key, url, headers }),
    headers,
    ca: readCa(config, key),
    matchers: readMatchers(config, key),
    nodeLabels: readNodeLabels(config, key),
    imagePath: readImagePath(config, key),
    device: readDevice(config, key),
    limits: readLimits(config, key),
    scrapeIntervalSeconds: readSeconds(config, `${key}.scrapeIntervalSeconds`, {
      usual: 60,
      most: 600,
    }),
    timeoutSeconds: readSeconds(config, `${key}.timeoutSeconds`, {
      usual: 10,
      most: 60,
    }),
    queries: readQueries(config, key, 'queries', diskMetrics),
    pullQueries: readQueries(config, key, 'pullQueries', pullMetrics),
  };
}

function readUrl(config: Config, key: string): string {
  const text = config.getString('url');
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InputError(
      `${key}.url must be an address, for example http://prometheus.monitoring:9090`,
    );
  }
  if (url.username || url.password) {
    throw new InputError(
      `${key}.url must hold no credentials; they have keys of their own: basic, token, headers, entra`,
    );
  }
  if (url.search || url.hash || /\/api\/v1(\/|$)/.test(url.pathname)) {
    throw new InputError(
      `${key}.url must end before /api/v1, without a query, for example https://mimir.example.com/prometheus`,
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function readCa(config: Config, key: string): string | undefined {
  const ca = config.getOptionalString('ca');
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw new InputError(
      `${key}.ca must be certificates as PEM, not the path of a file; for a file write { $file: ca.pem }`,
    );
  }
  return ca;
}

function readMatchers(config: Config, key: string): string {
  const matchers = (config.getOptionalString('matchers') ?? '')
    .trim()
    .replace(/,$/, '');
  if (
    matchers !== '' &&
    !(matchers.length <= longestMatchers && matchersPattern.test(matchers))
  ) {
    throw new InputError(
      `${key}.matchers must be label matchers as they stand between the braces of a query, for example cluster="prod",env=~"a|b"`,
    );
  }
  return matchers;
}

function readNodeLabels(config: Config, key: string): string[] {
  const labels = config.getOptionalStringArray('nodeLabels') ?? [
    'node',
    'kubernetes_node',
    'nodename',
    'instance',
  ];
  if (labels.length === 0 || labels.some(label => !labelName.test(label))) {
    throw new InputError(
      `${key}.nodeLabels must be names of labels, at least one, for example [node, instance]`,
    );
  }
  return labels;
}

function readImagePath(config: Config, key: string): string {
  const path = config.getOptionalString('imagePath') ?? '/var/lib/containerd';
  const isPlain =
    /^\/[\x21-\x7e]*$/.test(path) && !/\/\.{0,2}(?:\/|$)/.test(path.slice(1));
  if (!isPlain || path.length > 1000) {
    throw new InputError(
      `${key}.imagePath must be an absolute path without an end slash, for example /var/lib/containerd`,
    );
  }
  return path;
}

function readDevice(config: Config, key: string): string | undefined {
  const device = config.getOptionalString('device');
  if (device === undefined) return undefined;
  let isPattern = device.length <= 500;
  try {
    RegExp(device);
  } catch {
    isPattern = false;
  }
  if (!isPattern || device.startsWith('/dev/')) {
    throw new InputError(
      `${key}.device must be a regular expression of names of devices without /dev/, for example nvme[01]n1`,
    );
  }
  return device;
}

function readSeconds(
  config: Config,
  key: string,
  bounds: { usual: number; most: number },
): number {
  const seconds =
    config.getOptionalNumber(key.slice(key.lastIndexOf('.') + 1)) ??
    bounds.usual;
  if (!(seconds >= 1 && seconds <= bounds.most)) {
    throw new InputError(`${key} must be from 1 to ${bounds.most}`);
  }
  return seconds;
}

function readQueries<Metric extends string>(
  config: Config,
  key: string,
  name: 'queries' | 'pullQueries',
  metrics: readonly { id: Metric }[],
): Partial<Record<Metric, string>> {
  const queries = config.getOptionalConfig(name);
  const result: Partial<Record<Metric, string>> = {};
  for (const wanted of queries?.keys() ?? []) {
    const id = metrics.find(metric => metric.id === wanted)?.id;
    if (!queries || !id) {
      throw new InputError(
        `${key}.${name}.${wanted} is no metric; the metrics are ${metrics
          .map(metric => metric.id)
          .join(', ')}`,
      );
    }
    const query = queries.getString(id);
    if (query.length > longestQuery) {
      throw new InputError(
        `${key}.${name}.${id} must not be longer than ${longestQuery} characters`,
      );
    }
    result[id] = query;
  }
  return result;
}
