import { mockServices } from '@backstage/backend-test-utils';
import { schedulePruning } from './pruning';

describe('schedulePruning', () => {
  it('removes what is past its retention, on one replica', async () => {
    const scheduleTask = jest.fn();
    const prune = jest.fn(async () => 3);
    const joinDays = jest.fn(async () => {});
    const pruneImages = jest.fn(async () => 1);
    const pruneNodes = jest.fn(async () => 2);
    const pruneChanges = jest.fn(async () => 4);
    const pruneSettings = jest.fn(async () => 5);
    await schedulePruning({
      scheduler: mockServices.scheduler.mock({ scheduleTask }),
      store: { prune, joinDays },
      images: { prune: pruneImages },
      nodes: { prune: pruneNodes },
      changes: { prune: pruneChanges },
      settings: { prune: pruneSettings },
      config: {
        retention: { pullsMs: 1000, rollupsMs: 5000 },
        schedules: {
          servicesMs: 1,
          clustersMs: 1,
          pruneMs: 7000,
          imagesMs: 1,
          tagsMs: 1,
          nodesMs: 1,
          nodeFactsMs: 1,
        },
      },
      logger: mockServices.logger.mock(),
    });
    const [[task]] = scheduleTask.mock.calls;
    expect(task).toMatchObject({
      scope: 'global',
      frequency: { milliseconds: 7000 },
    });
    const { signal } = new AbortController();
    const beforeMs = Date.now();
    await task.fn(signal);
    const [[options]] = prune.mock.calls as unknown as [
      [{ pullsBeforeMs: number; rollupsBeforeMs: number }],
    ];
    expect(options).toMatchObject({ signal });
    expect(options.pullsBeforeMs).toBeGreaterThanOrEqual(beforeMs - 1000);
    expect(options.pullsBeforeMs).toBeLessThanOrEqual(Date.now() - 1000);
    expect(options.pullsBeforeMs - options.rollupsBeforeMs).toBe(4000);
    expect(joinDays).toHaveBeenCalledWith({ signal });
    expect(pruneNodes).toHaveBeenCalledWith({
      beforeMs: options.pullsBeforeMs,
      signal,
    });
    expect(pruneSettings).toHaveBeenCalledWith({
      beforeMs: options.pullsBeforeMs,
      signal,
    });
    expect(pruneChanges).toHaveBeenCalledWith({
      beforeMs: options.rollupsBeforeMs,
      signal,
    });
    expect(pruneImages).toHaveBeenCalledWith({
      heldBeforeMs: options.pullsBeforeMs,
      usedBeforeMs: options.rollupsBeforeMs,
      signal,
    });
  });
});
