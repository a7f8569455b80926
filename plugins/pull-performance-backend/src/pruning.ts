import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { PullPerformanceConfig } from './config';
import { ChangeStore } from './store/ChangeStore';
import { ImageStore } from './store/ImageStore';
import { NodeStore } from './store/NodeStore';
import { PullStore } from './store/PullStore';
import { WorkloadSettingsStore } from './store/WorkloadSettingsStore';

/**
 * Removes what is older than its retention and joins days that are over, every so often, on one replica at
 * a time.
 */
export async function schedulePruning(options: {
  scheduler: SchedulerService;
  store: Pick<PullStore, 'prune' | 'joinDays'>;
  images: Pick<ImageStore, 'prune'>;
  nodes: Pick<NodeStore, 'prune'>;
  changes: Pick<ChangeStore, 'prune'>;
  settings: Pick<WorkloadSettingsStore, 'prune'>;
  config: Pick<PullPerformanceConfig, 'retention' | 'schedules'>;
  logger: LoggerService;
}): Promise<void> {
  const { scheduler, store, images, nodes, changes } = options;
  const { settings, config, logger } = options;
  await scheduler.scheduleTask({
    id: 'pull-performance-prune',
    scope: 'global',
    frequency: { milliseconds: config.schedules.pruneMs },
    timeout: { minutes: 15 },
    // Starting up is work enough; nothing is lost by pruning later.
    initialDelay: { minutes: 1 },
    fn: async signal => {
      const nowMs = Date.now();
      const pullsBeforeMs = nowMs - config.retention.pullsMs;
      const rollupsBeforeMs = nowMs - config.retention.rollupsMs;
      // First what holds workloads: one is kept as long as it ran an image or its pods are known.
      const removed =
        (await images.prune({
          heldBeforeMs: pullsBeforeMs,
          usedBeforeMs: rollupsBeforeMs,
          signal,
        })) +
        (await settings.prune({ beforeMs: pullsBeforeMs, signal })) +
        (await nodes.prune({ beforeMs: pullsBeforeMs, signal })) +
        (await changes.prune({ beforeMs: rollupsBeforeMs, signal })) +
        (await store.prune({ pullsBeforeMs, rollupsBeforeMs, signal }));
      await store.joinDays({ signal });
      if (removed > 0) {
        logger.info(`Removed ${removed} rows that were past their retention`);
      }
    },
  });
}
