import { mockServices } from '@backstage/backend-test-utils';
import { inTransaction, openDatabase } from './database';
import { testDatabases } from './__testUtils__/stores';

describe('database', () => {
  const databases = testDatabases();

  it('tries a transaction again that lost against another, not one that failed', async () => {
    const knex = await databases.init('SQLITE_3');
    await knex.schema.createTable('things', table => table.integer('id'));
    const failing = (code: string, times: number) => {
      let left = times;
      return jest.fn(async (trx: typeof knex) => {
        await trx('things').insert({ id: 1 });
        left -= 1;
        if (left >= 0) throw Object.assign(new Error(`code ${code}`), { code });
        return 'done';
      });
    };
    expect(await inTransaction(knex, failing('40P01', 2))).toBe('done');
    expect(await inTransaction(knex, failing('40001', 1))).toBe('done');
    // Lost tries left nothing behind.
    expect(await knex('things')).toHaveLength(2);
    const always = failing('40001', 1_000);
    await expect(inTransaction(knex, always)).rejects.toThrow('40001');
    expect(always).toHaveBeenCalledTimes(5);
    const refused = failing('23505', 1);
    await expect(inTransaction(knex, refused)).rejects.toThrow('23505');
    expect(refused).toHaveBeenCalledTimes(1);
  });

  it('makes the tables once, and none when migrations are skipped', async () => {
    const knex = await databases.init('SQLITE_3');
    const skipping = mockServices.database({
      knex,
      migrations: { skip: true },
    });
    await openDatabase(skipping);
    expect(await knex.schema.hasTable('pulls')).toBe(false);
    const database = mockServices.database({ knex });
    const both = [openDatabase(database), openDatabase(database)];
    expect(await Promise.all(both)).toEqual([knex, knex]);
    expect(await knex.schema.hasTable('pulls')).toBe(true);
  });
});
