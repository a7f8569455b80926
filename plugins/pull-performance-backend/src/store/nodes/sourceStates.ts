import { RegistryFacts } from 'backstage-plugin-pull-performance-common';
import { SourceProblem } from 'backstage-plugin-pull-performance-node';
import { Knex } from 'knex';
import { inTransaction } from '../database';
import { optionalNumber } from '../images/rows';
import { SourceState } from '../NodeStore';
import { SourceRow } from './rows';

/** More at once are one problem said in many ways. */
const MAX_PROBLEMS = 20;
const MAX_REGISTRIES = 100;

/** See NodeStore.sourceStates. */
export async function sourceStates(
  knex: Knex,
  options: { cluster?: string } = {},
): Promise<SourceState[]> {
  const { cluster } = options;
  const rows: SourceRow[] = await knex('node_sources')
    .where(cluster === undefined ? {} : { cluster })
    .orderBy(['cluster', 'source']);
  return rows.map(toState);
}

function toState(row: SourceRow): SourceState {
  return {
    cluster: row.cluster,
    source: row.source,
    readSinceMs: optionalNumber(row.read_since),
    readUntilMs: optionalNumber(row.read_until),
    problems: JSON.parse(row.problems),
    registries: JSON.parse(row.registries),
    askedAtMs: Number(row.asked_at),
  };
}

/** See NodeStore.saveSourceState. */
export async function saveSourceState(
  knex: Knex,
  state: {
    cluster: string;
    source: string;
    read?: { fromMs: number; toMs: number };
    problems?: readonly SourceProblem[];
    registries?: readonly RegistryFacts[];
    atMs: number;
  },
): Promise<void> {
  const { cluster, source, atMs } = state;
  await inTransaction(knex, async trx => {
    const row: SourceRow | undefined = await trx('node_sources')
      .where({ cluster, source })
      .forUpdate()
      .first();
    const before = row && toState(row);
    const since = new Map(
      before?.problems.map(({ code, firstSeenAtMs }) => [code, firstSeenAtMs]),
    );
    const problems =
      state.problems?.slice(0, MAX_PROBLEMS).map(problem => ({
        ...problem,
        firstSeenAtMs: since.get(problem.code) ?? atMs,
        lastSeenAtMs: atMs,
      })) ??
      before?.problems ??
      [];
    const registries = state.registries ?? before?.registries ?? [];
    await trx('node_sources')
      .insert({
        cluster,
        source,
        read_since: extreme(Math.min, before?.readSinceMs, state.read?.fromMs),
        read_until: extreme(Math.max, before?.readUntilMs, state.read?.toMs),
        problems: JSON.stringify(problems),
        registries: JSON.stringify(registries.slice(0, MAX_REGISTRIES)),
        asked_at: atMs,
      })
      .onConflict(['cluster', 'source'])
      .merge();
  });
}

/** The lowest or highest of those that are known. */
function extreme(
  of: (...values: number[]) => number,
  ...values: (number | undefined)[]
): number | null {
  const known = values.filter(value => value !== undefined);
  return known.length > 0 ? of(...known) : null;
}
