import { AzureConnection } from '../arm/AzureConnection';
import { AzureError } from '../arm/AzureError';
import { AskedRange, MetricReading, readMetricAnswer } from './metricAnswer';
import { Metric } from './metricTable';
import { UnsupportedMetrics } from './UnsupportedMetrics';

const minuteMs = 60_000;

/** The bound of calls for one resource and refresh: the first, one after a short `Retry-After`, one without metrics that are not supported. */
export const mostCallsPerResource = 3;

/** So many points are read in one call at most, about 18 MB; what is older is left out. */
const mostPoints = 300_000;

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
      const asked = {
        range,
        mostSeries: request.split?.mostSeries,
        unsupported: request.metrics
          .map(({ name }) => name)
          .filter(name => missing.has(name)),
      };
      if (metrics.length === 0) {
        return readMetricAnswer({}, { ...asked, metrics });
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
        return readMetricAnswer(answer, { ...asked, metrics });
      } catch (error) {
        const isNew =
          error instanceof AzureError &&
          this.#unsupported.learn(family, { error, metrics });
        if (!isNew || budget.callsLeft <= 0) throw error;
      }
    }
  }
}

function rangeOf(request: MetricRequest<string>): AskedRange {
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
