import { SourceProblem } from 'backstage-plugin-pull-performance-node';
import { AzureError } from '../arm/AzureError';
import { AzureClusterConfig } from '../config/azureConfig';
import { countOf, problemOf, someOf } from '../problems';
import { MetricReading } from './metricAnswer';

/** Gathers what went wrong while disks were measured, so that 100 scale sets that fail for one reason are one problem. */
export class MetricProblems {
  readonly #failed = new Map<string, { error: unknown; names: string[] }>();
  readonly #left = new Map<string, Map<string, Set<string>>>();
  readonly #unknownInstances = new Set<string>();
  readonly #unmeasured = new Map<string, number>();
  readonly #others: SourceProblem[] = [];

  private constructor(private readonly config: AzureClusterConfig) {}

  static create(options: { config: AzureClusterConfig }): MetricProblems {
    return new MetricProblems(options.config);
  }

  /** A resource of which nothing was read. */
  failed(name: string, error: unknown): void {
    const key =
      error instanceof AzureError ? error.message : 'not an error of Azure';
    const known = this.#failed.get(key);
    if (known) known.names.push(name);
    else this.#failed.set(key, { error, names: [name] });
  }

  usageFailed(error: unknown): void {
    const { clusterName } = this.config;
    this.#others.push(
      problemOf(error, {
        config: this.config,
        reading: {
          code: 'azure-disk-usage',
          what: `How full the disks of ${clusterName} are is not known from Azure.`,
          role: 'Reader',
          scope: `the cluster ${clusterName}`,
        },
      }),
    );
  }

  /** What a reading lacks. */
  add(name: string, reading: MetricReading<string>): void {
    this.#leave('unsupported', { name, metrics: reading.unsupported });
    this.#leave('wrongUnit', { name, metrics: reading.wrongUnit });
    this.#leave('failed', { name, metrics: reading.failed });
    if (reading.mayBeCut) this.#leave('cut', { name, metrics: ['all'] });
    if (reading.isShortened) this.#leave('short', { name, metrics: ['all'] });
  }

  /** An instance that is no node of the cluster. */
  unknownInstance(name: string): void {
    this.#unknownInstances.add(name);
  }

  /** How many nodes of a size had any figure. */
  measured(options: { measured: number; nodes: number; vmSize: string }): void {
    const { measured, nodes, vmSize } = options;
    if (measured < nodes) {
      const known = this.#unmeasured.get(vmSize) ?? 0;
      this.#unmeasured.set(vmSize, known + nodes - measured);
    }
  }

  machinesInTurns(asked: number, all: number): void {
    this.#others.push({
      code: 'azure-machines-in-turns',
      what: `${asked} of ${all} virtual machines outside of scale sets were measured this time.`,
      why: 'Each of them costs a call of Azure Monitor, so they take turns.',
      next: 'For figures of every minute use another source for this cluster, such as Prometheus.',
    });
  }

  all(): SourceProblem[] {
    return [
      ...this.#failures(),
      ...this.#leftOut(),
      ...this.#strangers(),
      ...this.#silent(),
      ...this.#others,
    ];
  }

  #leave(
    kind: string,
    options: { name: string; metrics: readonly string[] },
  ): void {
    for (const metric of options.metrics) {
      const ofKind = this.#left.get(kind) ?? new Map<string, Set<string>>();
      this.#left.set(kind, ofKind);
      const names = ofKind.get(metric) ?? new Set();
      ofKind.set(metric, names.add(options.name));
    }
  }

  #failures(): SourceProblem[] {
    return [...this.#failed.values()].map(({ error, names }) =>
      problemOf(error, {
        config: this.config,
        reading: {
          code: 'azure-metrics',
          what: `The disks of ${someOf(names)} were not measured.`,
          role: 'Monitoring Reader',
          scope: 'the resource group of the nodes',
        },
      }),
    );
  }

  #leftOut(): SourceProblem[] {
    return [...this.#left].map(([kind, byMetric]) => {
      const metrics = [...byMetric.keys()];
      const names = [
        ...new Set([...byMetric.values()].flatMap(set => [...set])),
      ];
      return leftOutProblem(kind, {
        metrics: someOf(metrics),
        names: someOf(names),
      });
    });
  }

  #strangers(): SourceProblem[] {
    const names = [...this.#unknownInstances];
    return names.length === 0
      ? []
      : [
          {
            code: 'azure-unknown-instances',
            what: `Azure measured ${countOf(
              names.length,
              'machine',
            )} outside of the cluster (${someOf(names)}).`,
            why: 'They left the cluster lately or did not join it yet, or Azure names them in a way that this plugin does not know.',
            next: 'Nothing needs to be done if they go away in a few minutes; else report the names.',
          },
        ];
  }

  #silent(): SourceProblem[] {
    return [...this.#unmeasured].map(([vmSize, nodes]) => ({
      code: 'azure-no-figures',
      what: `Azure Monitor had no figures of the image disks of ${countOf(
        nodes,
        'node',
      )} of size ${vmSize}.`,
      why: 'Figures come one to three minutes late, and some sizes have none: NVMe disks, some ephemeral disks.',
      next: 'If it stays so use another source for these nodes, such as Prometheus.',
    }));
  }
}

function leftOutProblem(
  kind: string,
  texts: { metrics: string; names: string },
): SourceProblem {
  const { metrics, names } = texts;
  switch (kind) {
    case 'unsupported':
      return {
        code: 'azure-unsupported-metrics',
        what: `Not measured of ${names}: ${metrics}.`,
        why: 'Azure Monitor does not have these metrics for machines of this kind.',
        next: 'Nothing needs to be done: what the others do not tell stays unknown. Other sources may know more.',
      };
    case 'wrongUnit':
      return {
        code: 'azure-wrong-unit',
        what: `Left out of ${names}: ${metrics}.`,
        why: 'Azure Monitor told them in another unit than documented, so that their figures would be wrong.',
        next: 'Update the plugin; if it is up to date report the metric.',
      };
    case 'cut':
      return {
        code: 'azure-cut-answer',
        what: `Figures of some machines of ${names} may be missing.`,
        why: 'Azure Monitor has more series than the cluster has nodes, and gave only a part of them.',
        next: 'Nothing needs to be done while nodes come and go; if it stays so report it with the number of nodes.',
      };
    case 'short':
      return {
        code: 'azure-short-range',
        what: `Only the newest minutes were read of ${names}.`,
        why: 'There are too many nodes for the whole time in one call.',
        next: 'Nothing needs to be done if the nodes are read every minute.',
      };
    default:
      return {
        code: 'azure-failed-metrics',
        what: `Missing of ${names}: ${metrics}.`,
        why: 'Azure Monitor had an error of its own with them.',
        next: 'Nothing needs to be done: they are asked for again at the next refresh.',
      };
  }
}
