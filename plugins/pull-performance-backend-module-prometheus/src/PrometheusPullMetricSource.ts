import {
  PullMetricReading,
  PullMetricRequest,
  PullMetricSource,
} from 'backstage-plugin-pull-performance-node';
import { EngineConfig } from './config/types';
import { PromQlEngine, PromQlEngineOptions } from './engine/PromQlEngine';
import { HourBook } from './pulls/HourBook';
import { readPulls } from './pulls/readPulls';

/** Reads what kubelets and containerd count of pulls through the PromQL engines of the configuration. */
export class PrometheusPullMetricSource implements PullMetricSource {
  readonly id = 'prometheus';

  private constructor(private readonly engines: readonly PromQlEngine[]) {}

  static create(options: {
    configs: readonly EngineConfig[];
    /** For tests. */
    engineOptions?: Omit<PromQlEngineOptions, 'config'>;
  }): PrometheusPullMetricSource {
    const { configs, engineOptions } = options;
    return new PrometheusPullMetricSource(
      configs.map(config => PromQlEngine.create({ ...engineOptions, config })),
    );
  }

  readsCluster(cluster: string): boolean {
    return this.engines.some(({ config }) => config.cluster === cluster);
  }

  async readPullMetrics(
    request: PullMetricRequest,
  ): Promise<PullMetricReading> {
    const readings = await Promise.all(
      this.engines
        .filter(({ config }) => config.cluster === request.cluster)
        .map(engine => readPulls(engine, request)),
    );
    const book = HourBook.create();
    for (const { hours } of readings) book.fillFrom(hours);
    return {
      hours: book.hours(),
      problems: readings.flatMap(({ problems }) => problems),
    };
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.all(this.engines.map(engine => engine.close()));
  }
}
