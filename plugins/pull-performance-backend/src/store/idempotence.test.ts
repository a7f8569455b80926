import { mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { Knex } from 'knex';
import { contents } from './__testUtils__/contents';
import { aBatch, aPull, aStart, T0 } from './__testUtils__/records';
import { openStores, testDatabases } from './__testUtils__/stores';
import { DatabasePullStore } from './DatabasePullStore';
import { PodStartRecord, PullBatch } from './PullStore';

jest.setTimeout(60_000);

const OUTCOMES = ['cold', 'warm', 'checked', 'present', 'failed'] as const;

/** Records about a few pods and hours, so that many fall into the same rows. */
const batchArbitrary: fc.Arbitrary<PullBatch> = fc
  .record({
    pulls: fc.uniqueArray(
      fc.record({
        event: fc.integer({ min: 1, max: 15 }),
        occurrence: fc.integer({ min: 1, max: 2 }),
        pod: fc.integer({ min: 1, max: 3 }),
        container: fc.constantFrom('app', 'setup'),
        outcome: fc.constantFrom(...OUTCOMES),
        second: fc.integer({ min: -5_000, max: 5_000 }),
        waitMs: fc.option(fc.integer({ min: 0, max: 60_000 }), {
          nil: undefined,
        }),
      }),
      { maxLength: 25, selector: pull => `${pull.event}/${pull.occurrence}` },
    ),
    starts: fc.uniqueArray(
      fc.record({
        pod: fc.integer({ min: 1, max: 3 }),
        second: fc.integer({ min: -5_000, max: 5_000 }),
        readySeconds: fc.option(fc.integer({ min: 0, max: 9_000 }), {
          nil: undefined,
        }),
      }),
      { selector: start => start.pod },
    ),
  })
  .map(({ pulls, starts }) =>
    aBatch({
      pulls: pulls.map(pull =>
        aPull({
          eventUid: `event-${pull.event}`,
          occurrence: pull.occurrence,
          podUid: `pod-${pull.pod}`,
          container: pull.container,
          outcome: pull.outcome,
          cause: pull.outcome === 'failed' ? 'not-found' : undefined,
          finishedAtMs: T0 + pull.second * 1000,
          waitSeconds: pull.waitMs && pull.waitMs / 1000,
          pullSeconds: pull.waitMs && pull.waitMs / 2000,
        }),
      ),
      podStarts: starts.flatMap(start => {
        const scheduled = aStart({
          podUid: `pod-${start.pod}`,
          scheduledAtMs: T0 + start.second * 1000,
        });
        const readyAtMs =
          start.readySeconds === undefined
            ? undefined
            : scheduled.scheduledAtMs + start.readySeconds * 1000;
        return [scheduled, { ...scheduled, readyAtMs }];
      }),
    }),
  );

/** A store that knows nothing, on a SQLite database that is empty again: to make each anew would take most of the time. */
async function emptied(knex: Knex): Promise<DatabasePullStore> {
  const tables: string[] = await knex('sqlite_master')
    .where({ type: 'table' })
    .pluck('name');
  await knex.raw('pragma foreign_keys = off');
  for (const table of tables.filter(name => !name.startsWith('knex_'))) {
    // Among them `sqlite_sequence`, so that rows are numbered from one.
    await knex(table).delete();
  }
  await knex.raw('pragma foreign_keys = on');
  return DatabasePullStore.create({
    database: mockServices.database({ knex }),
  });
}

describe('DatabasePullStore: batches', () => {
  const databases = testDatabases();

  it('does not depend on order, repetition and grouping', async () => {
    const { knex: wholeKnex } = await openStores(databases, 'SQLITE_3');
    const { knex: splitKnex } = await openStores(databases, 'SQLITE_3');
    await fc.assert(
      fc.asyncProperty(
        batchArbitrary,
        fc.infiniteStream(fc.integer({ min: 0, max: 2 })),
        fc.infiniteStream(fc.nat()),
        async (batch, parts, order) => {
          const whole = await emptied(wholeKnex);
          await whole.apply(batch);
          const expected = await contents(wholeKnex);
          await whole.apply(batch);
          expect(await contents(wholeKnex)).toEqual(expected);

          const split = await emptied(splitKnex);
          const shuffled = <T>(items: T[]) =>
            items
              .map(item => ({ item, rank: order.next().value as number }))
              .sort((a, b) => a.rank - b.rank)
              .map(({ item }) => item);
          const partOf = <T>(items: T[]) => {
            const groups: T[][] = [[], [], []];
            items.forEach(item =>
              groups[parts.next().value as number].push(item),
            );
            return groups;
          };
          const pulls = partOf(shuffled(batch.pulls));
          // Of one pod all starts are alike but for readiness, in any order.
          const starts = partOf<PodStartRecord>(shuffled(batch.podStarts));
          for (const part of [0, 1, 2, 1, 0]) {
            await split.apply(
              aBatch({ pulls: pulls[part], podStarts: starts[part] }),
            );
          }
          expect(await contents(splitKnex)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});
