import { ArmError } from '../ArmError';
import { MetricUnit } from './definitions';
import { MetricQuery } from './metricQuery';

const MINUTE_MS = 60_000;
/** So long it takes until a minute's values can be asked for. */
const DELAY_MS = 2 * MINUTE_MS;

/** One of the things that a metric is told of. */
export interface MetricSubject {
  dimensions: Readonly<Record<string, string>>;
  /** By the beginning of the minute, epoch milliseconds; undefined: Azure has no value of that minute. */
  valueAt: (startMs: number) => number | undefined;
}

/** A metric that the resource has. */
export interface AnsweredMetric {
  name: string;
  unit: MetricUnit;
  subjects: readonly MetricSubject[];
}

/**
 * The answer of `Microsoft.Insights/metrics`.
 *
 * @throws ArmError as Azure's when a name is none of the resource's metrics: then it answers none of them
 */
export function metricAnswer(options: {
  resourceId: string;
  /** `Microsoft.Compute/virtualMachineScaleSets`. */
  namespace: string;
  region: string;
  query: MetricQuery;
  metrics: readonly AnsweredMetric[];
  nowMs: number;
}): object {
  const { resourceId, namespace, region, query, metrics, nowMs } = options;
  const { fromMs, toMs } = query;
  const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
  return {
    cost: query.names.length * ((toMs - fromMs) / MINUTE_MS),
    timespan: `${iso(fromMs)}/${iso(toMs)}`,
    interval: 'PT1M',
    namespace,
    resourceregion: region,
    value: query.names.map(name => {
      const metric = metrics.find(
        one => one.name.toLowerCase() === name.toLowerCase(),
      );
      if (!metric) throw unknownMetric(name, options);
      return {
        id: `${resourceId}/providers/Microsoft.Insights/metrics/${metric.name}`,
        type: 'Microsoft.Insights/metrics',
        name: { value: metric.name, localizedValue: metric.name },
        displayDescription: metric.name,
        unit: metric.unit,
        timeseries: timeseriesOf(metric, query, nowMs),
        errorCode: 'Success',
      };
    }),
  };
}

/** One series for each subject of which there is any value; without dimensions one for all of them together. */
function timeseriesOf(
  metric: AnsweredMetric,
  query: MetricQuery,
  nowMs: number,
): object[] {
  const { fromMs, toMs, dimensions, top } = query;
  const subjects =
    dimensions.size > 0 ? metric.subjects : [together(metric.subjects)];
  const series: object[] = [];
  for (const subject of subjects) {
    if (series.length >= top) break;
    const names = Object.entries(subject.dimensions).filter(([name]) =>
      dimensions.has(name.toLowerCase()),
    );
    const isMeant = names.every(([name, value]) => {
      const wanted = dimensions.get(name.toLowerCase());
      return wanted === '*' || wanted?.toLowerCase() === value.toLowerCase();
    });
    if (!isMeant) continue;
    const data: { timeStamp: string; average?: number }[] = [];
    for (let startMs = fromMs; startMs < toMs; startMs += MINUTE_MS) {
      const isThere = startMs + MINUTE_MS <= nowMs - DELAY_MS;
      const average = isThere ? subject.valueAt(startMs) : undefined;
      data.push({ timeStamp: new Date(startMs).toISOString(), average });
    }
    if (data.every(({ average }) => average === undefined)) continue;
    series.push({
      metadatavalues: names.map(([name, value]) => ({
        name: {
          value: name.toLowerCase(),
          localizedValue: name.toLowerCase(),
        },
        value,
      })),
      data,
    });
  }
  return series;
}

function together(subjects: readonly MetricSubject[]): MetricSubject {
  return {
    dimensions: {},
    valueAt: startMs => {
      const values = subjects
        .map(({ valueAt }) => valueAt(startMs))
        .filter(value => value !== undefined);
      const sum = values.reduce((total, value) => total + value, 0);
      return values.length > 0 ? sum / values.length : undefined;
    },
  };
}

function unknownMetric(
  name: string,
  options: { namespace: string; metrics: readonly AnsweredMetric[] },
): ArmError {
  const [provider, ...types] = options.namespace.split('/');
  const valid = options.metrics.map(metric => metric.name).join(',');
  return ArmError.badRequest(
    `Failed to find metric configuration for provider: ${provider}, resource Type: ${types.join(
      '/',
    )}, metric: ${name}, Valid metrics: ${valid}`,
  );
}
