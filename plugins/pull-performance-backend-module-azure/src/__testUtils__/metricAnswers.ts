import {
  diskUsageMetric,
  osDiskMetrics,
  tempDiskMetrics,
} from '../metrics/metricTable';
import { Answer, LoggedRequest } from './azureServer';
import { AzureWorld, clusterPath, computePath, Figure } from './azureWorld';

const minuteMs = 60_000;
const suffix = '/providers/Microsoft.Insights/metrics';

const units = new Map<string, string>(
  [...osDiskMetrics, ...tempDiskMetrics, diskUsageMetric].map(
    ({ name, unit }) => [name, unit],
  ),
);

/** One series: values of its dimensions, and its figure by metric and minute. */
interface Source {
  dimensions: Record<string, string>;
  figure: (metric: string, minute: number) => ReturnType<Figure>;
  has: (metric: string) => boolean;
}

/** Answers a request for metrics as Azure Monitor does: no more than `top` series, ten without it; names in any casing. */
export function metricsAt(
  world: AzureWorld,
  request: LoggedRequest,
): Answer | undefined {
  if (!request.path.toLowerCase().endsWith(suffix.toLowerCase())) {
    return undefined;
  }
  const resource = request.path.slice(0, -suffix.length);
  const sources = sourcesOf(world, resource);
  if (!sources) return { status: 404, body: { code: 'ResourceNotFound' } };
  const { query } = request;
  const names = (query.get('metricnames') ?? '').split(',');
  if (names.length > 20) {
    return { status: 400, body: { code: 'BadRequest', message: 'too many' } };
  }
  const wrong = names.find(name => world.unsupported.has(name));
  if (wrong !== undefined) {
    const valid = [...units.keys()].filter(
      name => !world.unsupported.has(name),
    );
    return {
      status: 400,
      body: {
        code: 'BadRequest',
        message: `Failed to find metric configuration for provider: Microsoft.Compute, resource Type: virtualMachineScaleSets, metric: ${wrong}, Valid metrics: Percentage CPU,${valid.join(
          ',',
        )}`,
      },
    };
  }
  const [from, to] = (query.get('timespan') ?? '').split('/').map(Date.parse);
  const top = query.has('$filter') ? Number(query.get('top') ?? 10) : 1;
  return {
    status: 200,
    body: {
      cost: 0,
      timespan: query.get('timespan'),
      interval: 'PT1M',
      value: names.map(name => ({
        id: `${resource}${suffix}/${name}`,
        type: 'Microsoft.Insights/metrics',
        name: { value: name, localizedValue: name },
        errorCode: 'Success',
        unit: world.units[name] ?? units.get(name),
        timeseries: sources
          .filter(source => source.has(name))
          .slice(0, top)
          .map(source => seriesOf(source, { name, from, to })),
      })),
    },
  };
}

function seriesOf(
  source: Source,
  options: { name: string; from: number; to: number },
): object {
  const { name, from, to } = options;
  const data = [];
  for (let at = from; at < to; at += minuteMs) {
    const average = source.figure(name, at / minuteMs);
    data.push({
      timeStamp: new Date(at).toISOString(),
      ...(average !== undefined && { average }),
    });
  }
  return {
    metadatavalues: Object.entries(source.dimensions).map(([key, value]) => ({
      name: { value: key.toLowerCase(), localizedValue: key.toLowerCase() },
      value,
    })),
    data,
  };
}

function sourcesOf(world: AzureWorld, resource: string): Source[] | undefined {
  const path = resource.toLowerCase();
  if (path === clusterPath.toLowerCase()) {
    return Object.entries(world.usage).flatMap(([node, devices]) =>
      Object.entries(devices).map(([device, percent]) => ({
        dimensions: { node, device },
        has: () => true,
        figure: () => percent,
      })),
    );
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (path.startsWith(`${computePath}/virtualMachines/`.toLowerCase())) {
    const machine = world.machines.find(
      candidate => candidate.name.toLowerCase() === name,
    );
    return (
      machine && [
        {
          dimensions: {},
          has: metric => metric in machine.figures,
          figure: (metric, minute) => machine.figures[metric](0, minute),
        },
      ]
    );
  }
  const set = world.scaleSets.find(
    candidate => candidate.name.toLowerCase() === name,
  );
  return set?.instances.map(instance => ({
    dimensions: {
      VMName: set.vmName?.(instance) ?? `${set.name}_${instance}`,
    },
    has: metric => metric in set.figures,
    figure: (metric, minute) => set.figures[metric](instance, minute),
  }));
}
