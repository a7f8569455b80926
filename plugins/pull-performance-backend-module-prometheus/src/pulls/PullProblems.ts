import { SourceProblem } from 'backstage-plugin-pull-performance-node';
import { EngineConfig } from '../config/types';
import { EngineFailure } from '../engine/EngineFailure';
import { PullMetricDefinition } from './metrics';

/** Collects what one reading lacks, each kind of it once. Metrics that nobody has are no problem: they are a second look only. */
export class PullProblems {
  private readonly failures = new Map<
    string,
    { failure: EngineFailure; metrics: Set<string> }
  >();
  private readonly units = new Map<PullMetricDefinition, number>();
  private readonly warnings = new Set<string>();

  private constructor(
    private readonly config: EngineConfig,
    private readonly host: string,
  ) {}

  static create(options: { config: EngineConfig; host: string }): PullProblems {
    return new PullProblems(options.config, options.host);
  }

  /** A query failed. */
  failed(failure: EngineFailure, metric: PullMetricDefinition): void {
    const known = this.failures.get(failure.code);
    if (known) known.metrics.add(metric.name);
    else {
      const metrics = new Set([metric.name]);
      this.failures.set(failure.code, { failure, metrics });
    }
  }

  warned(warnings: readonly string[]): void {
    warnings.forEach(warning => this.warnings.add(warning));
  }

  /** A value that the metric cannot have. */
  wrongUnit(metric: PullMetricDefinition, value: number): void {
    if (!this.units.has(metric)) this.units.set(metric, value);
  }

  all(): SourceProblem[] {
    const what = `What kubelets and containerd in ${this.config.cluster} count of pulls is not read, or not fully`;
    const [warning] = this.warnings;
    return [
      ...[...this.failures.values()].map(({ failure, metrics }) => ({
        code: failure.code,
        what: failure.ofEngine
          ? what
          : `In ${this.config.cluster} is not read: ${[...metrics].join(', ')}`,
        why: failure.why,
        next: failure.next,
      })),
      ...[...this.units].map(([{ id, name, most }, value]) => ({
        code: 'prometheus-wrong-unit',
        what: `In ${this.config.cluster} is not read, or not fully: ${name}`,
        why: `'${this.host}' tells ${value} for an hour of a node, which is not from 0 to ${most}; such values are left out.`,
        next: `Correct ${this.config.key}.pullQueries.${id}.`,
      })),
      ...(warning === undefined
        ? []
        : [
            {
              ...{ code: 'prometheus-partial', what },
              why: `'${this.host}' says that its answer may not be whole: ${warning}`,
              next: 'Look at the stores that stand behind the engine; what is missing stays unknown.',
            },
          ]),
    ];
  }
}
