import { SourceProblem } from 'backstage-plugin-pull-performance-node';
import { EngineConfig } from '../config/types';
import { EngineFailure } from '../engine/EngineFailure';
import { engineText } from '../engine/engineText';
import { Series } from '../engine/series';
import { DiskMetricDefinition } from './metrics';

/** What an engine's clock may be off. */
const toleratedSkewMs = 2 * 60 * 1000;
const mostNamed = 3;

/** Collects what one reading of an engine lacks, each kind of it once. */
export class DiskProblems {
  private readonly problems: SourceProblem[] = [];
  private readonly failures = new Map<
    string,
    { failure: EngineFailure; metrics: string[] }
  >();
  private readonly warnings = new Set<string>();
  private readonly ambiguous = new Map<string, readonly string[]>();
  private readonly jobs = new Map<string, readonly [string, string]>();
  private readonly units = new Map<DiskMetricDefinition, number>();
  private skewMs = 0;

  private constructor(
    private readonly config: EngineConfig,
    private readonly host: string,
  ) {}

  static create(options: { config: EngineConfig; host: string }): DiskProblems {
    return new DiskProblems(options.config, options.host);
  }

  /** A query failed. `metric` is what is unknown now: `queue depth`. */
  failed(failure: EngineFailure, metric: string): void {
    const known = this.failures.get(failure.code);
    if (known) known.metrics.push(metric);
    else this.failures.set(failure.code, { failure, metrics: [metric] });
  }

  warned(warnings: readonly string[]): void {
    warnings.forEach(warning => this.warnings.add(warning));
  }

  clock(aheadMs: number | undefined): void {
    if (aheadMs !== undefined && Math.abs(aheadMs) > Math.abs(this.skewMs)) {
      this.skewMs = aheadMs;
    }
  }

  /** It is not known on which of these disks a node's images lie. */
  ambiguousDisk(node: string, devices: readonly string[]): void {
    this.ambiguous.set(node, devices);
  }

  /** A second job measures the same disk as the one that was believed. */
  severalJobs(node: string, believed: string, other: string): void {
    this.jobs.set(node, [believed, other]);
  }

  /** A value that the metric cannot have. */
  wrongUnit(metric: DiskMetricDefinition, value: number): void {
    if (!this.units.has(metric)) this.units.set(metric, value);
  }

  /** None of the metrics of disks has a series. */
  noSeries(): void {
    this.add(
      'prometheus-no-series',
      `'${this.host}' has no series node_disk_* for it.`,
      `Let the engine scrape node-exporter on every node${
        this.config.matchers
          ? `, and look whether ${this.config.key}.matchers are right: ${this.config.matchers}`
          : ''
      }. Where the series have other names or the devices other names, set ${
        this.config.key
      }.queries or .device.`,
    );
  }

  /** There are series, but of no node that the cluster has; of all metrics, or of some. */
  noNodeMatched(example: Series, metrics?: readonly string[]): void {
    const { nodeLabels, key } = this.config;
    const found = nodeLabels
      .filter(label => example.labels.has(label))
      .map(label => `${label}=${JSON.stringify(example.labels.get(label))}`);
    const labels = found.length > 0 ? found : [...example.labels.keys()];
    const text =
      engineText(labels.join(', '), { maxLength: 200, secrets: [] }) ||
      'no labels';
    this.add(
      'prometheus-no-node-matched',
      `The series of '${this.host}' name no node of this cluster; one of them has ${text}.`,
      `Name the labels that hold the nodes' names, host names or internal addresses in ${key}.nodeLabels. If they are nodes of another cluster, set ${key}.matchers.`,
      metrics?.join(', '),
    );
  }

  /** All values were of times that nobody asked for. */
  otherTimes(): void {
    this.add(
      'prometheus-other-times',
      `'${this.host}' answers with values of other times than those asked for.`,
      'Compare the clocks of the engine and of Backstage, and look whether a proxy keeps old answers.',
    );
  }

  all(): SourceProblem[] {
    this.addFailures();
    this.addWarnings();
    this.addClock();
    this.addAmbiguous();
    this.addJobs();
    this.addUnits();
    return this.problems;
  }

  private add(code: string, why: string, next: string, metrics?: string): void {
    const { cluster } = this.config;
    const what = metrics
      ? `Of the disks in ${cluster} is not measured: ${metrics}`
      : `The disks of nodes in ${cluster} are not measured, or not fully`;
    this.problems.push({ code, what, why, next });
  }

  private addFailures(): void {
    for (const { failure, metrics } of this.failures.values()) {
      this.add(
        failure.code,
        failure.why,
        failure.next,
        failure.ofEngine ? undefined : [...new Set(metrics)].join(', '),
      );
    }
  }

  private addWarnings(): void {
    const [first] = this.warnings;
    if (first === undefined) return;
    const more = this.warnings.size - 1;
    this.add(
      'prometheus-partial',
      `'${this.host}' says that its answer may not be whole: ${first}${
        more > 0 ? ` (and ${more} more)` : ''
      }`,
      'Look at the stores that stand behind the engine; what is missing stays unknown.',
    );
  }

  private addClock(): void {
    if (Math.abs(this.skewMs) <= toleratedSkewMs) return;
    const minutes = Math.round(Math.abs(this.skewMs) / 60_000);
    const way = this.skewMs > 0 ? 'ahead of' : 'behind';
    this.add(
      'prometheus-clock',
      `The clock of '${this.host}' is ${minutes} min ${way} Backstage's, so its newest values may be of other pulls.`,
      'Let both take the time from the same source (NTP).',
    );
  }

  private addAmbiguous(): void {
    if (this.ambiguous.size === 0) return;
    const devices = [...new Set([...this.ambiguous.values()].flat())].sort();
    this.add(
      'prometheus-disk-unclear',
      `Of ${nodesOf(
        this.ambiguous,
      )} it is not known on which disk images lie: ${named(
        devices,
        6,
      )}; the file system at ${this.config.imagePath} does not tell.`,
      `Name the device in ${this.config.key}.device, for example device: ${devices[0]}, or the right path in .imagePath.`,
    );
  }

  private addJobs(): void {
    const [first] = this.jobs.values();
    if (!first) return;
    const jobs = [...new Set([...this.jobs.values()].flat())];
    this.add(
      'prometheus-several-jobs',
      `Several jobs measure the same disks of ${nodesOf(this.jobs)}: ${named(
        jobs,
        6,
      )}; ${named([first[0]], 1)} was believed.`,
      `Choose one in ${this.config.key}.matchers, for example job=${named(
        [JSON.stringify(first[0])],
        1,
      )}`,
    );
  }

  private addUnits(): void {
    for (const [{ name, id, unit }, value] of this.units) {
      this.add(
        'prometheus-wrong-unit',
        `'${this.host}' tells ${value} as ${name}, which is not ${unit}; such values are left out.`,
        `Correct ${this.config.key}.queries.${id}.`,
        name,
      );
    }
  }
}

function nodesOf(nodes: ReadonlyMap<string, unknown>): string {
  const count = nodes.size === 1 ? 'one node' : `${nodes.size} nodes`;
  return `${count} (${named([...nodes.keys()], mostNamed)})`;
}

function named(names: readonly string[], most: number): string {
  const texts = names
    .slice(0, most)
    .map(name => engineText(name, { maxLength: 100, secrets: [] }));
  return names.length > most ? `${texts.join(', ')}, …` : texts.join(', ');
}
