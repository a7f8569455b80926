import { SchedulerService } from '@backstage/backend-plugin-api';
import { PullPerformanceConfig } from './config';
import { ImageScanner } from './registry/ImageScanner';

/** Asks registries for what is not known yet, and what tags stand for, every so often and on one replica at a time. */
export async function scheduleScanning(options: {
  scheduler: SchedulerService;
  scanner: ImageScanner;
  config: Pick<PullPerformanceConfig, 'schedules'>;
}): Promise<void> {
  const { scheduler, scanner, config } = options;
  const { imagesMs, tagsMs } = config.schedules;
  await scheduler.scheduleTask({
    id: 'pull-performance-read-images',
    scope: 'global',
    frequency: { milliseconds: imagesMs },
    timeout: { minutes: 30 },
    fn: async signal => {
      await scanner.readManifests(signal);
    },
  });
  await scheduler.scheduleTask({
    id: 'pull-performance-check-tags',
    scope: 'global',
    frequency: { milliseconds: tagsMs },
    timeout: { minutes: 30 },
    // Images come first.
    initialDelay: { minutes: 1 },
    fn: async signal => {
      await scanner.checkTags(signal);
    },
  });
}
