import { AzureConnection, MetricsAnswer } from '../arm/AzureConnection';
import { AzureError } from '../arm/AzureError';
import { Metric } from './metricTable';
import { UnsupportedMetrics } from './UnsupportedMetrics';

const minuteMs = 60_000;

/** The bound of calls for one resource and refresh: the first, one after a short `Retry-After`, one without metrics that are not supported. */
export const mostCallsPerResource = 3;

/** So many points are read in one call at most, about 18 MB; what is older is left out. */
const mostPoints = 300_000;

/** One series of one metric. */
export interface MetricSeries<Key extends string> {
  key: Key;
  /** Values of dimensions, by their name in lower case. */
  dimensions: ReadonlyMap<string, string>;
  /** By the end of each minute, epoch milliseconds. What Azure did not tell is absent. */
  points: ReadonlyMap<number, number>;
}

/** What was read, and which metrics were not. */
export interface MetricReading<Key extends string> {
  series: MetricSeries<Key>[];
  /** Names of metrics that this kind of machine does not have. */
  unsupported: string[];
  /** Names of metrics that came in another unit than expected, or that Azure could not tell; they are left out. */
  wrongUnit: string[];
  failed: string[];
  /** There may be more series than were asked for. */
  mayBeCut: boolean;
  /** Only the newest part of the time was asked for. */
  isShortened: boolean;
}

/** What to read of a resource. */
export interface MetricRequest<Key extends string> {
  resourceId: string;
  /** `Microsoft.Compute/virtualMachineScaleSets`. */
  namespace: string;
  /** What has the same metrics: the size of the machines. */
  family: string;
  metrics: readonly Metric<Key>[];
  /** Dimensions to split by, and how many series of each metric there can be. */
  split?: { filter: string; mostSeries: number };
  /** `fromMs` ≤ end of a minute < `toMs`. */
  fromMs: number;
  toMs: number;
  signal: AbortSignal;
}

/** Reads metrics of one resource by the minute: all of them in one call, at most three calls. */
export class MetricReader {
  readonly #unsupported = UnsupportedMetrics.create();

  private constructor(private readonly connection: AzureConnection) {}

  static create(options: { connection: AzureConnection }): MetricReader {
    return new MetricReader(options.connection);
  }

  /** @throws AzureError */
  async read<Key extends string>(
    request: MetricRequest<Key>,
  ): Promise<MetricReading<Key>> {
    const family = `${request.namespace}|${request.family}`.toLowerCase();
    const budget = { callsLeft: mostCallsPerResource };
    const range = rangeOf(request);
    for (;;) {
      const missing = this.#unsupported.of(family);
      const metrics = request.metrics.filter(({ name }) => !missing.has(name));
      if (metrics.length === 0) {
        return readingOf([], { request, metrics, range, missing });
      }
      try {
        const answer = await this.connection.listMetrics(request.resourceId, {
          metricnames: metrics.map(({ name }) => name).join(','),
          metricnamespace: request.namespace,
          aggregation: 'Average',
          interval: 'PT1M',
          // Azure names the beginning of a minute.
          timespan: `${isoOf(range.fromMs - minuteMs)}/${isoOf(
            range.toMs - minuteMs,
          )}`,
          filter: request.split?.filter,
          // Without it, Azure answers ten series and drops the rest.
          top: request.split?.mostSeries,
          signal: request.signal,
          budget,
        });
        const values = Array.isArray(answer.value) ? answer.value : [];
        return readingOf(values, { request, metrics, range, missing });
      } catch (error) {
        const isNew =
          error instanceof AzureError &&
          this.#unsupported.learn(family, { error, metrics });
        if (!isNew || budget.callsLeft <= 0) throw error;
      }
    }
  }
}

interface Range {
  fromMs: number;
  toMs: number;
  isShortened: boolean;
}

function rangeOf(request: MetricRequest<string>): Range {
  const { fromMs, toMs, metrics, split } = request;
  const minutes = Math.max(
    1,
    Math.floor(mostPoints / (metrics.length * (split?.mostSeries ?? 1))),
  );
  const earliestMs = toMs - minutes * minuteMs;
  return {
    fromMs: Math.max(fromMs, earliestMs),
    toMs,
    isShortened: fromMs < earliestMs,
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

function readingOf<Key extends string>(
  values: MetricsAnswer['value'],
  options: {
    request: MetricRequest<Key>;
    metrics: readonly Metric<Key>[];
    range: Range;
    missing: ReadonlySet<string>;
  },
): MetricReading<Key> {
  const { request, metrics, range, missing } = options;
  const reading: MetricReading<Key> = {
    series: [],
    unsupported: request.metrics
      .map(({ name }) => name)
      .filter(name => missing.has(name)),
    wrongUnit: [],
    failed: [],
    mayBeCut: false,
    isShortened: range.isShortened,
  };
  const asked = new Map(
    metrics.map(metric => [metric.name.toLowerCase(), metric]),
  );
  for (const value of values) {
    const name = value.name?.value?.toLowerCase() ?? '';
    const metric = asked.get(name);
    // An answer that repeats a metric is believed once.
    asked.delete(name);
    if (!metric) continue;
    if (value.errorCode && value.errorCode !== 'Success') {
      reading.failed.push(metric.name);
    } else if (value.unit !== metric.unit) {
      reading.wrongUnit.push(metric.name);
    } else {
      addSeries(reading, { value, metric, range, request });
    }
  }
  return reading;
}

function addSeries<Key extends string>(
  reading: MetricReading<Key>,
  options: {
    value: MetricsAnswer['value'][number];
    metric: Metric<Key>;
    range: Range;
    request: MetricRequest<Key>;
  },
): void {
  const { value, metric, range, request } = options;
  const mostSeries = request.split?.mostSeries ?? 1;
  const all = value.timeseries ?? [];
  reading.mayBeCut ||= request.split !== undefined && all.length >= mostSeries;
  for (const element of all.slice(0, mostSeries)) {
    const dimensions = new Map<string, string>();
    for (const dimension of (element.metadatavalues ?? []).slice(0, 10)) {
      const name = dimension.name?.value;
      if (name && dimension.value) {
        dimensions.set(name.toLowerCase(), dimension.value);
      }
    }
    const points = new Map<number, number>();
    for (const point of element.data ?? []) {
      const startMs = point.timeStamp?.getTime();
      const endMs = startMs + minuteMs;
      const { average } = point;
      if (
        startMs % minuteMs === 0 &&
        endMs >= range.fromMs &&
        endMs < range.toMs &&
        typeof average === 'number' &&
        Number.isFinite(average) &&
        average >= 0
      ) {
        points.set(endMs, average);
      }
    }
    if (points.size > 0) {
      reading.series.push({ key: metric.key, dimensions, points });
    }
  }
}
