import { SchedulerService } from '@backstage/backend-plugin-api';
import { PullPerformanceConfig } from './config';
import { NodeReader } from './nodes/NodeReader';

/** How soon a new node or pull is taken notice of, at most. */
const BEAT_MS = 10_000;
/** How soon it is read what nodes counted in an hour that is over. */
const PULL_METRICS_MS = 60_000;

/** Asks sources what nodes are and how their disks do, and notes where pulls ran, every so often and on one replica at a time. */
export async function scheduleNodeReading(options: {
  scheduler: SchedulerService;
  reader: NodeReader;
  config: Pick<PullPerformanceConfig, 'schedules'>;
}): Promise<void> {
  const { scheduler, reader, config } = options;
  const { nodesMs, nodeFactsMs } = config.schedules;
  const beatMs = Math.min(nodesMs, BEAT_MS);
  const schedule = (
    id: string,
    everyMs: number,
    work: (signal: AbortSignal) => Promise<void>,
  ) =>
    scheduler.scheduleTask({
      id: `pull-performance-${id}`,
      scope: 'global',
      frequency: { milliseconds: everyMs },
      timeout: { minutes: 10 },
      fn: work,
    });
  await schedule('place-pulls', beatMs, signal => reader.takePulls(signal));
  await schedule('read-disks', beatMs, signal => reader.readDisks(signal));
  await schedule('read-pull-metrics', PULL_METRICS_MS, signal =>
    reader.readPullMetrics(signal),
  );
  await schedule('read-nodes', nodeFactsMs, signal => reader.readFacts(signal));
}
