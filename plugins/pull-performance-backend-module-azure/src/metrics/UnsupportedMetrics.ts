import { AzureError } from '../arm/AzureError';
import { Metric } from './metricTable';

/** Azure adds metrics to machines now and then. */
const keptMs = 24 * 60 * 60_000;
/** Azure has about 1,000 sizes of machines. */
const mostFamilies = 2000;

/**
 * Which metrics kinds of machines do not have. One such name among those that are asked for makes Azure answer HTTP 400 for all of them.
 *
 * Form of the answer: `Failed to find metric configuration for provider: Microsoft.Compute, resource Type: …, metric: A, Valid metrics: B,C`.
 */
export class UnsupportedMetrics {
  readonly #byFamily = new Map<string, { names: Set<string>; atMs: number }>();

  private constructor() {}

  static create(): UnsupportedMetrics {
    return new UnsupportedMetrics();
  }

  of(family: string): ReadonlySet<string> {
    const known = this.#byFamily.get(family);
    return known && Date.now() - known.atMs < keptMs ? known.names : new Set();
  }

  /**
   * Learns from an error which of the metrics are not there.
   *
   * @returns whether some are, and others are left to ask for
   */
  learn(
    family: string,
    options: { error: AzureError; metrics: readonly Metric[] },
  ): boolean {
    const { error, metrics } = options;
    if (error.failure !== 'badRequest') return false;
    const names = namesIn(error, metrics);
    if (names.length === 0 || names.length === metrics.length) return false;
    if (this.#byFamily.size >= mostFamilies) this.#byFamily.clear();
    this.#byFamily.set(family, {
      names: new Set([...this.of(family), ...names]),
      atMs: Date.now(),
    });
    return true;
  }
}

/** The list of valid names tells all at once; without it, the names that the error speaks of. */
function namesIn(error: AzureError, metrics: readonly Metric[]): string[] {
  const names = metrics.map(({ name }) => name);
  const list = error.wordsAfter('Valid metrics:');
  if (list === undefined) return names.filter(name => error.says(name));
  const valid = new Set(list.split(',').map(name => name.trim().toLowerCase()));
  return names.filter(name => !valid.has(name.toLowerCase()));
}
