import { Knex } from 'knex';
import { NewPull } from './pulls';
import { PullSums } from './pullSums';
import { PullRecord } from './PullStore';
import { addToRollups, RollupTable } from './rollups';

export const pullRollups: RollupTable<PullRecord> = {
  name: 'pull_rollups',
  sumColumn: 'pull_count',
  sumOf: pulls => pulls.length,
  figuresWith(figures, pulls) {
    const sums = PullSums.create();
    sums.merge(figures);
    for (const pull of pulls) sums.add(pull);
    return sums.encode();
  },
  join(figures) {
    const sums = PullSums.create();
    for (const some of figures) sums.merge(some);
    return sums.encode();
  },
};

/** Adds new pulls to the days and hours that they finished in. */
export async function addToPullRollups(
  trx: Knex.Transaction,
  pulls: readonly NewPull[],
): Promise<void> {
  await addToRollups(
    trx,
    pullRollups,
    pulls.map(({ record, workloadId, nodePoolId }) => ({
      cluster: record.workload.cluster,
      workloadId,
      nodePoolId,
      timeMs: record.finishedAtMs,
      change: record,
    })),
  );
}
