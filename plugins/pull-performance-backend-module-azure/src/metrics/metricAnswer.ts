import { arrayOf, JsonObject, objectOf, textOf } from '../arm/json';
import { Metric } from './metricTable';

const minuteMs = 60_000;
/** The metrics that are asked for have one or two. */
const mostDimensions = 4;

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

/** `fromMs` ≤ end of a minute < `toMs`. */
export interface AskedRange {
  fromMs: number;
  toMs: number;
  isShortened: boolean;
}

/**
 * Reads what Azure Monitor answered. Only what was asked for is taken: metrics by name in any casing, in the documented unit, minutes within the range.
 *
 * Source of the form: learn.microsoft.com/rest/api/monitor/metrics/list.
 */
export function readMetricAnswer<Key extends string>(
  answer: JsonObject,
  options: {
    metrics: readonly Metric<Key>[];
    unsupported: string[];
    range: AskedRange;
    /** Absent: the metrics are not split, and have one series each. */
    mostSeries: number | undefined;
  },
): MetricReading<Key> {
  const { metrics, range, mostSeries, unsupported } = options;
  const reading: MetricReading<Key> = {
    series: [],
    unsupported,
    wrongUnit: [],
    failed: [],
    mayBeCut: false,
    isShortened: range.isShortened,
  };
  const asked = new Map(
    metrics.map(metric => [metric.name.toLowerCase(), metric]),
  );
  for (const item of arrayOf(answer.value)) {
    const value = objectOf(item);
    const name = textOf(objectOf(value.name).value)?.toLowerCase() ?? '';
    const metric = asked.get(name);
    // An answer that repeats a metric is believed once.
    asked.delete(name);
    if (!metric) continue;
    if ((textOf(value.errorCode) ?? 'Success') !== 'Success') {
      reading.failed.push(metric.name);
    } else if (value.unit !== metric.unit) {
      reading.wrongUnit.push(metric.name);
    } else {
      const all = arrayOf(value.timeseries);
      reading.mayBeCut ||= all.length >= (mostSeries ?? Infinity);
      for (const element of all.slice(0, mostSeries ?? 1)) {
        const series = objectOf(element);
        const points = pointsOf(series, range);
        if (points.size > 0) {
          const dimensions = dimensionsOf(series);
          reading.series.push({ key: metric.key, dimensions, points });
        }
      }
    }
  }
  return reading;
}

function dimensionsOf(series: JsonObject): Map<string, string> {
  const dimensions = new Map<string, string>();
  for (const item of arrayOf(series.metadatavalues).slice(0, mostDimensions)) {
    const { name, value } = objectOf(item);
    const key = textOf(objectOf(name).value);
    const text = textOf(value);
    if (key !== undefined && text !== undefined) {
      dimensions.set(key.toLowerCase(), text);
    }
  }
  return dimensions;
}

/** A point without an average, or with `null`, is a gap. */
function pointsOf(series: JsonObject, range: AskedRange): Map<number, number> {
  const points = new Map<number, number>();
  for (const item of arrayOf(series.data)) {
    const { timeStamp, average } = objectOf(item);
    const startMs = Date.parse(textOf(timeStamp) ?? '');
    const endMs = startMs + minuteMs;
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
  return points;
}
