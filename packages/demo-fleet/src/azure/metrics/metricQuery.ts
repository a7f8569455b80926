import { ArmError } from '../ArmError';

const MINUTE_MS = 60_000;
/** More is kept nowhere; Azure itself refuses more than 30 days. */
const MAX_MINUTES = 1_440;
/** Series that are told of each metric when nobody says how many. */
const DEFAULT_TOP = 10;
const MAX_METRICS = 20;

/** What is asked of Azure Monitor. */
export interface MetricQuery {
  names: readonly string[];
  /** On full minutes; the end is not included. */
  fromMs: number;
  toMs: number;
  /** By dimension in lower case, what it must be; `*` is anything. */
  dimensions: ReadonlyMap<string, string>;
  top: number;
}

/**
 * Reads the parameters of `Microsoft.Insights/metrics`: means of minutes, split by dimensions.
 *
 * @see https://learn.microsoft.com/rest/api/monitor/metrics/list
 * @throws ArmError for what the demo does not know, as for what is wrong
 */
export function metricQueryOf(
  parameters: URLSearchParams,
  options: { dimensions: readonly string[] },
): MetricQuery {
  const text = (name: string) => parameters.get(name) ?? '';
  const names = text('metricnames').split(',').filter(Boolean);
  if (names.length === 0 || names.length > MAX_METRICS) {
    throw ArmError.badRequest(
      `metricnames must name 1 to ${MAX_METRICS} metrics`,
    );
  }
  if (text('interval') !== 'PT1M') {
    throw ArmError.badRequest('the demo knows the interval PT1M only');
  }
  if (text('aggregation').toLowerCase() !== 'average') {
    throw ArmError.badRequest('the demo knows the aggregation Average only');
  }
  const [from, to] = text('timespan').split('/').map(timeOf);
  if (!(from < to) || to - from > MAX_MINUTES * MINUTE_MS) {
    throw ArmError.badRequest(
      'timespan must be two times, the earlier one first, at most a day apart',
    );
  }
  const top = parameters.has('top') ? Number(text('top')) : DEFAULT_TOP;
  if (!Number.isSafeInteger(top) || top < 1) {
    throw ArmError.badRequest('top must be a number above 0');
  }
  return {
    names,
    fromMs: Math.floor(from / MINUTE_MS) * MINUTE_MS,
    toMs: Math.ceil(to / MINUTE_MS) * MINUTE_MS,
    dimensions: dimensionsOf(text('$filter'), options.dimensions),
    top,
  };
}

function timeOf(text: string): number {
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) ? Date.parse(text) : NaN;
}

/** `VMName eq '*'`, `node eq '*' and device eq 'sda1'`. */
function dimensionsOf(
  filter: string,
  known: readonly string[],
): Map<string, string> {
  const dimensions = new Map<string, string>();
  for (const part of filter ? filter.split(/ and /i) : []) {
    const [, name, value] = /^\s*(\w+) eq '([^']*)'\s*$/i.exec(part) ?? [];
    const dimension = known.find(
      one => one.toLowerCase() === name?.toLowerCase(),
    );
    if (!dimension) {
      throw ArmError.badRequest(
        `$filter may name ${known.join(
          ', ',
        )}, each by eq and joined by and; this it does not: ${part}`,
      );
    }
    dimensions.set(dimension.toLowerCase(), value);
  }
  return dimensions;
}
