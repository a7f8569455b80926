import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { FixId } from 'backstage-plugin-pull-performance-common';
import {
  ChangePlace,
  ChangeRecord,
  ChangeStore,
  MarkerSighting,
  StoredChange,
} from './ChangeStore';
import { chunks, inTransaction, openDatabase } from './database';
import { removeOld } from './removeOld';
import { BigIntColumn } from './rows';

/** Labels of changes that are kept of a cluster: whoever makes pods there could make up any number. */
const MAX_MARKERS_PER_CLUSTER = 1_000;

interface ChangeRow {
  id: string;
  entity_ref: string;
  fix: string;
  url: string | null;
  marker: string | null;
  form_values: string;
  recorded_at: BigIntColumn;
  recorded_by: string | null;
  told_rollout_at: BigIntColumn | null;
}

interface MarkerRow {
  cluster: string;
  marker: string;
  first_seen_at: BigIntColumn;
}

/** Keeps fixes that were applied in Backstage's database. */
export class DatabaseChangeStore implements ChangeStore {
  private constructor(private readonly knex: Knex) {}

  /** Opens the plugin's database and brings its tables up to date. */
  static async create(options: {
    database: DatabaseService;
  }): Promise<DatabaseChangeStore> {
    return new DatabaseChangeStore(await openDatabase(options.database));
  }

  async addChange(change: ChangeRecord): Promise<StoredChange> {
    const row: ChangeRow = {
      id: change.id,
      entity_ref: change.entityRef,
      fix: change.fix,
      url: change.url ?? null,
      marker: change.marker ?? null,
      form_values: JSON.stringify(change.values),
      recorded_at: change.recordedAtMs,
      recorded_by: change.recordedBy ?? null,
      told_rollout_at: null,
    };
    const stored = await inTransaction(this.knex, async trx => {
      // A template that is run again after it failed half-way records the same again.
      const same: ChangeRow | undefined = await trx('changes')
        .where({
          entity_ref: row.entity_ref,
          fix: row.fix,
          url: row.url,
          marker: row.marker,
        })
        .first();
      if (same && (same.url !== null || same.marker !== null)) return same;
      await trx('changes').insert(row);
      return row;
    });
    return (await this.withSightings([stored]))[0];
  }

  async getChange(id: string): Promise<StoredChange | undefined> {
    const rows: ChangeRow[] = await this.knex('changes').where({ id });
    return (await this.withSightings(rows))[0];
  }

  async listChanges(options: {
    entityRef?: string;
    after?: ChangePlace;
    limit: number;
  }): Promise<StoredChange[]> {
    const { entityRef, after, limit } = options;
    const query = this.knex<ChangeRow>('changes')
      .orderBy([
        { column: 'recorded_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    if (entityRef !== undefined) query.where('entity_ref', entityRef);
    if (after) {
      query.where(older =>
        older
          .where('recorded_at', '<', after.recordedAtMs)
          .orWhere(same =>
            same
              .where('recorded_at', after.recordedAtMs)
              .where('id', '<', after.id),
          ),
      );
    }
    return this.withSightings(await query);
  }

  async countChanges(options: { entityRef?: string }): Promise<number> {
    const query = this.knex('changes').count({ count: '*' });
    if (options.entityRef !== undefined) {
      query.where('entity_ref', options.entityRef);
    }
    const [{ count }] = await query;
    return Number(count);
  }

  async tellRollout(options: { id: string; atMs: number }): Promise<void> {
    await this.knex('changes')
      .where({ id: options.id })
      .update({ told_rollout_at: options.atMs });
  }

  async noteMarkers(options: {
    cluster: string;
    sightings: readonly MarkerSighting[];
  }): Promise<void> {
    const { cluster } = options;
    await inTransaction(this.knex, async trx => {
      const rows: MarkerRow[] = await trx('change_markers').where({ cluster });
      const known = new Map(
        rows.map(row => [row.marker, Number(row.first_seen_at)]),
      );
      for (const { marker, atMs } of options.sightings) {
        const seenAtMs = known.get(marker);
        const isNew = seenAtMs === undefined;
        if (isNew && known.size >= MAX_MARKERS_PER_CLUSTER) continue;
        if (!isNew && seenAtMs <= atMs) continue;
        known.set(marker, atMs);
        await trx('change_markers')
          .insert({ cluster, marker, first_seen_at: atMs })
          .onConflict(['cluster', 'marker'])
          .merge();
      }
    });
  }

  async prune(options: {
    beforeMs: number;
    signal?: AbortSignal;
  }): Promise<number> {
    const { beforeMs, signal } = options;
    const changes = await removeOld(this.knex, 'changes', {
      key: ['id'],
      old: query => query.where('recorded_at', '<', beforeMs),
      signal,
    });
    const markers = await removeOld(this.knex, 'change_markers', {
      key: ['cluster', 'marker'],
      old: query =>
        query
          .where('first_seen_at', '<', beforeMs)
          .whereNotIn(
            'marker',
            this.knex('changes').select('marker').whereNotNull('marker'),
          ),
      signal,
    });
    return changes + markers;
  }

  private async withSightings(rows: ChangeRow[]): Promise<StoredChange[]> {
    const markers = rows.flatMap(({ marker }) => marker ?? []);
    const sightings = new Map<string, MarkerRow[]>();
    for (const part of chunks(markers)) {
      const seen: MarkerRow[] = await this.knex('change_markers')
        .whereIn('marker', part)
        .orderBy(['first_seen_at', 'cluster']);
      for (const row of seen) {
        sightings.set(row.marker, [...(sightings.get(row.marker) ?? []), row]);
      }
    }
    return rows.map(row =>
      toChange(row, sightings.get(row.marker ?? '') ?? []),
    );
  }
}

function toChange(row: ChangeRow, sightings: MarkerRow[]): StoredChange {
  return {
    id: row.id,
    entityRef: row.entity_ref,
    // Only what the API takes is ever stored.
    fix: row.fix as FixId,
    url: row.url ?? undefined,
    marker: row.marker ?? undefined,
    values: JSON.parse(row.form_values),
    recordedAtMs: Number(row.recorded_at),
    recordedBy: row.recorded_by ?? undefined,
    toldRolloutAtMs:
      row.told_rollout_at === null ? undefined : Number(row.told_rollout_at),
    sightings: sightings.map(({ cluster, first_seen_at }) => ({
      cluster,
      firstSeenAtMs: Number(first_seen_at),
    })),
  };
}
