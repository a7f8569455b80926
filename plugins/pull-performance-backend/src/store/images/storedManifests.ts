import {
  entryForPlatform,
  formatPlatform,
  parsePlatform,
  Platform,
  Reason,
} from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { chunks, inTransaction } from '../database';
import { HeldImage, StoredManifest, WantedManifest } from '../ImageStore';
import { ReadManifest } from '../manifests';
import { NamedTable, Numbers, numbersOf } from '../numbers';
import { storableText } from '../storable';
import { contentOf, ManifestRow, optionalNumber, problemOf } from './rows';

/** Images of an index whose nodes' platforms are unknown that are read. */
const MOST_UNKNOWN_PLATFORMS = 8;
/** Longer than any registry allows. */
const MAX_REPOSITORY_LENGTH = 512;

type NewManifest = Pick<ManifestRow, 'digest' | 'registry' | 'repository'>;

const manifestsTable: NamedTable<NewManifest> = {
  name: 'manifests',
  columns: { digest: 'text', registry: 'text', repository: 'text' },
  key: ['digest'],
};

/** Numbers of the images' manifests. What is new is wanted from now on. */
export async function manifestNumbers(
  trx: Knex.Transaction,
  images: Iterable<HeldImage>,
): Promise<Numbers> {
  const byDigest = new Map<string, HeldImage>();
  for (const image of images) byDigest.set(image.digest, image);
  const numbers = await numbersOf(
    trx,
    manifestsTable,
    [...byDigest.values()].map(({ digest, registry, name }) => ({
      digest,
      registry: storableText(registry),
      repository: storableText(name, MAX_REPOSITORY_LENGTH),
    })),
  );
  await noteSightings(trx, byDigest);
  return numbers;
}

/** Keeps sizes that kubelets tell, and asks again where another repository may tell more. */
async function noteSightings(
  trx: Knex.Transaction,
  images: ReadonlyMap<string, HeldImage>,
): Promise<void> {
  for (const digests of chunks([...images.keys()])) {
    const open: Pick<
      ManifestRow,
      'id' | 'digest' | 'registry' | 'repository' | 'kubelet_bytes' | 'problem'
    >[] = await trx('manifests')
      .select('id', 'digest', 'registry', 'repository', 'kubelet_bytes')
      .select('problem')
      .whereIn('digest', digests)
      .where(some => some.whereNull('content').orWhereNull('kubelet_bytes'))
      .orderBy('id');
    for (const row of open) {
      const { registry, name, kubeletBytes } = images.get(row.digest) ?? {};
      const elsewhere =
        row.problem !== null &&
        (row.registry !== registry || row.repository !== name);
      const sized = row.kubelet_bytes === null && kubeletBytes !== undefined;
      if (elsewhere || sized) {
        await trx('manifests')
          .where({ id: row.id })
          .update({
            ...(sized && { kubelet_bytes: kubeletBytes }),
            ...(elsewhere && {
              registry: storableText(registry ?? ''),
              repository: storableText(name ?? '', MAX_REPOSITORY_LENGTH),
            }),
          });
      }
    }
  }
}

/** See ImageStore.wantedManifests. */
export async function wantedManifests(
  knex: Knex,
  options: { nowMs: number; limit: number },
): Promise<WantedManifest[]> {
  const rows: ManifestRow[] = await knex('manifests')
    .whereNull('content')
    .where('next_try_at', '<=', options.nowMs)
    .orderBy(['next_try_at', 'id'])
    .limit(options.limit);
  return rows.map(({ digest, registry, repository, tries }) => ({
    digest,
    registry,
    name: repository,
    tries,
  }));
}

/** See ImageStore.saveManifest. */
export async function saveManifest(
  knex: Knex,
  options: { content: ReadManifest; digest: string; atMs: number },
): Promise<void> {
  const { content, digest, atMs } = options;
  await inTransaction(knex, async trx => {
    const [row]: ManifestRow[] = await trx('manifests').where({ digest });
    if (!row) return;
    await trx('manifests')
      .where({ id: row.id })
      .update({
        kind: content.kind,
        content: JSON.stringify(content).replaceAll('\\u0000', ' '),
        read_at: atMs,
        problem: null,
      });
    if (content.kind === 'index') {
      await wantEntries(trx, row, content, await platformsOf(trx, row));
    }
  });
}

/** The platforms of the nodes that hold an image or run it; those of all nodes where none is known. */
async function platformsOf(
  trx: Knex.Transaction,
  { id, digest }: ManifestRow,
): Promise<Platform[]> {
  const holding: string[] = await trx('node_images')
    .join('nodes', 'nodes.id', 'node_images.node_id')
    .where('manifest_id', id)
    .distinct('platform')
    .pluck('platform');
  const running: string[] = await trx('image_uses')
    .where('image', digest)
    .distinct('platform')
    .pluck('platform');
  const known = platforms([...holding, ...running]);
  if (known.length > 0) return known;
  return platforms(
    await trx('nodes').where('gone', false).distinct().pluck('platform'),
  );
}

function platforms(texts: string[]): Platform[] {
  return [...new Set(texts)].flatMap(text => parsePlatform(text) ?? []);
}

async function wantEntries(
  trx: Knex.Transaction,
  { registry, repository }: Pick<ManifestRow, 'registry' | 'repository'>,
  index: ReadManifest & { kind: 'index' },
  wanted: Platform[],
): Promise<void> {
  const entries =
    wanted.length === 0
      ? index.entries.slice(0, MOST_UNKNOWN_PLATFORMS)
      : wanted.flatMap(
          platform => entryForPlatform(index.entries, platform) ?? [],
        );
  await manifestNumbers(
    trx,
    entries.map(({ digest }) => ({ registry, name: repository, digest })),
  );
}

/** Images of known indexes for platforms that came later than the index. */
export async function wantForPlatforms(
  trx: Knex.Transaction,
  pairs: { digest: string; platform?: Platform }[],
): Promise<void> {
  const wanted = new Map<string, Map<string, Platform>>();
  for (const { digest, platform } of pairs) {
    if (!platform) continue;
    const known = wanted.get(digest) ?? new Map();
    wanted.set(digest, known.set(formatPlatform(platform), platform));
  }
  for (const digests of chunks([...wanted.keys()])) {
    const rows: ManifestRow[] = await trx('manifests')
      .whereIn('digest', digests)
      .where('kind', 'index');
    for (const row of rows) {
      const content = contentOf(row.content);
      if (content?.kind === 'index') {
        await wantEntries(trx, row, content, [
          ...(wanted.get(row.digest)?.values() ?? []),
        ]);
      }
    }
  }
}

/** See ImageStore.saveManifestProblem. */
export async function saveManifestProblem(
  knex: Knex,
  options: { digest: string; problem: Reason; nextTryAtMs: number },
): Promise<void> {
  await knex('manifests')
    .where({ digest: options.digest })
    .whereNull('content')
    .update({
      problem: JSON.stringify(options.problem),
      next_try_at: options.nextTryAtMs,
      tries: knex.raw('tries + 1'),
    });
}

/** See ImageStore.manifestsOf. */
export async function manifestsOf(
  knex: Knex,
  digests: string[],
): Promise<Map<string, StoredManifest>> {
  const found = new Map<string, StoredManifest>();
  for (const part of chunks([...new Set(digests)])) {
    const rows: ManifestRow[] = await knex('manifests').whereIn('digest', part);
    for (const row of rows) {
      found.set(row.digest, {
        digest: row.digest,
        registry: row.registry,
        name: row.repository,
        kubeletBytes: optionalNumber(row.kubelet_bytes),
        content: contentOf(row.content),
        problem: problemOf(row.problem),
      });
    }
  }
  return found;
}

/** See ImageStore.listManifests. */
export async function listManifests(
  knex: Knex,
  options: { readSinceMs: number; afterId?: number; limit: number },
): Promise<{ id: number; content: ReadManifest }[]> {
  const rows: ManifestRow[] = await knex('manifests')
    .where('read_at', '>=', options.readSinceMs)
    .where('id', '>', options.afterId ?? 0)
    .orderBy('id')
    .limit(options.limit);
  return rows.flatMap(({ id, content: text }) => {
    const content = contentOf(text);
    return content ? [{ id, content }] : [];
  });
}
