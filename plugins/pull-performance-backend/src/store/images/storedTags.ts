import { Knex } from 'knex';
import { chunks } from '../database';
import { StoredTag } from '../ImageStore';
import { problemOf, TagRow } from './rows';

/** See ImageStore.dueTags. */
export async function dueTags(
  knex: Knex,
  options: { nowMs: number; limit: number },
): Promise<string[]> {
  return knex('image_uses')
    .leftJoin('image_tags', 'image_tags.reference', 'image_uses.reference')
    .where('image_uses.running', true)
    .where(due =>
      due
        .whereNull('image_tags.reference')
        .orWhere('image_tags.next_check_at', '<=', options.nowMs),
    )
    .distinct('image_uses.reference')
    .limit(options.limit)
    .pluck('image_uses.reference');
}

/** See ImageStore.saveTag. */
export async function saveTag(
  knex: Knex,
  tag: StoredTag & { nextCheckAtMs: number },
): Promise<void> {
  await knex('image_tags')
    .insert({
      reference: tag.reference,
      digest: tag.digest ?? null,
      problem: tag.problem ? JSON.stringify(tag.problem) : null,
      checked_at: tag.checkedAtMs,
      next_check_at: tag.nextCheckAtMs,
    })
    .onConflict('reference')
    .merge();
}

/** See ImageStore.tagsOf. */
export async function tagsOf(
  knex: Knex,
  references: string[],
): Promise<Map<string, StoredTag>> {
  const tags = new Map<string, StoredTag>();
  for (const part of chunks([...new Set(references)])) {
    const rows: TagRow[] = await knex('image_tags').whereIn('reference', part);
    for (const row of rows) {
      tags.set(row.reference, {
        reference: row.reference,
        digest: row.digest ?? undefined,
        problem: problemOf(row.problem),
        checkedAtMs: Number(row.checked_at),
      });
    }
  }
  return tags;
}
