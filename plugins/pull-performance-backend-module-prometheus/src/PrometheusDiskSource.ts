import {
  NodeDiskReading,
  NodeDiskRequest,
  NodeDiskSource,
} from 'backstage-plugin-pull-performance-node';
import { readEngine } from './disks/readEngine';
import { SampleBook } from './disks/SampleBook';
import { PromQlEngine, PromQlEngineOptions } from './engine/PromQlEngine';
import { EngineConfig } from './config/types';

/** Measures disks through the PromQL engines of the configuration. */
export class PrometheusDiskSource implements NodeDiskSource {
  readonly id = 'prometheus';

  private constructor(private readonly engines: readonly PromQlEngine[]) {}

  static create(options: {
    configs: readonly EngineConfig[];
    /** For tests. */
    engineOptions?: Omit<PromQlEngineOptions, 'config'>;
  }): PrometheusDiskSource {
    const { configs, engineOptions } = options;
    return new PrometheusDiskSource(
      configs.map(config => PromQlEngine.create({ ...engineOptions, config })),
    );
  }

  readsCluster(cluster: string): boolean {
    return this.engines.some(({ config }) => config.cluster === cluster);
  }

  async readDisks(request: NodeDiskRequest): Promise<NodeDiskReading> {
    const engines = this.engines.filter(
      ({ config }) => config.cluster === request.cluster,
    );
    const readings = await Promise.all(
      engines.map(engine => readEngine(engine, request)),
    );
    const problems = readings.flatMap(reading => reading.problems);
    if (readings.length === 1) return { ...readings[0], problems };
    const book = SampleBook.create();
    for (const { samples } of readings) book.fillFrom(samples);
    return { samples: book.samples(), problems };
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.all(this.engines.map(engine => engine.close()));
  }
}
