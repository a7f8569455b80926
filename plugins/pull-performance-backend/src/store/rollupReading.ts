import { Knex } from 'knex';
import {
  answeredWindow,
  BucketRange,
  daysOfHours,
  WindowParts,
  windowParts,
} from './buckets';
import { forEachHour } from './hourSections';
import { isPostgres, preparedQuery } from './preparedStatements';
import { PullSubject, TimeWindow } from './PullStore';
import { subjectCondition } from './subjects';

/** What rollups are asked about. */
export interface RollupQuestion {
  subject: PullSubject;
  window: TimeWindow;
  cluster?: string;
  step?: 'hour' | 'day';
}

/** Encoded figures of a day or an hour: the bytes from `start` to `end`. */
export interface RollupPart {
  cluster: string;
  workloadId: number;
  nodePoolId: number;
  /** Of joined days, which no question with a step is answered from, the number of their span. */
  day: number;
  /** Of the day, 0 to 23; absent for a whole day. */
  hour?: number;
  bytes: Uint8Array;
  start: number;
  end: number;
}

type Table = 'pull_rollups' | 'pod_start_rollups';

/**
 * Up to which span days are joined, as the last answer told. Another replica may have joined more meanwhile:
 * that is known with the next question, and until then days answer as well.
 */
const joinedSpans = new WeakMap<Knex, number>();

/** So many workloads are read at once: the rows of a whole cluster are never in memory together. */
const WORKLOADS_PER_PAGE = 100;

/**
 * Rollup rows of one workload and node pool, put together by the database: a
 * value for each row costs more to hand over than to find. `part` tells what of
 * the rows: their days' figures or their hours. The row with the part `page`
 * tells of which workloads they are.
 */
interface JoinedRows {
  part: 'figures' | 'hours' | 'page';
  workload_id: number;
  cluster: string;
  node_pool_id: number;
  /** Of each row, with commas between them. */
  days: string;
  /** Of each row's bytes, with commas between them. */
  lengths: string;
  bytes: Buffer;
}

const postgresFunctions = {
  listOf: (value: string) => `string_agg(cast(${value} as text), ',')`,
  joined: (column: string) => `string_agg(${column}, ''::bytea)`,
};

/** As text and back changes no byte: text in SQLite is whatever bytes it is given. */
const sqliteFunctions = {
  listOf: (value: string) => `group_concat(${value})`,
  joined: (column: string) =>
    `cast(group_concat(cast(${column} as text), '') as blob)`,
};

/** Hands over all figures of a question. */
export async function forEachRollup(
  knex: Knex,
  table: Table,
  question: RollupQuestion,
  visit: (part: RollupPart) => void,
): Promise<void> {
  let { window } = question;
  let afterId: number | undefined = 0;
  while (afterId !== undefined) {
    const { step } = question;
    const joinedBefore = joinedSpans.get(knex) ?? 0;
    const parts = windowParts(window, { step, joinedBefore });
    const rows = await readPage(knex, { table, question, parts, afterId });
    const page = pageOf(rows);
    if (page.joinedBefore > joinedBefore) {
      joinedSpans.set(knex, page.joinedBefore);
    }
    const answered = answeredWindow(window, { ...page, step });
    if (answered.fromMs !== window.fromMs || answered.toMs !== window.toMs) {
      // Seldom: who asks for a window that is answered needs no second try.
      window = answered;
      continue;
    }
    for (const row of rows) {
      if (row.part !== 'page') visitRows(row, parts.hours, visit);
    }
    afterId = page.nextAfterId;
  }
}

function pageOf(rows: JoinedRows[]) {
  const page = rows.find(({ part }) => part === 'page')!;
  const full = Number(page.days) === WORKLOADS_PER_PAGE;
  return {
    nextAfterId: full ? page.workload_id : undefined,
    hoursFromMs: Number(page.lengths),
    joinedBefore: Number(page.cluster),
  };
}

/**
 * Plain SQL in one statement: building queries takes longer than answering them.
 * The cross join makes SQLite look up workload by workload; else it would rather
 * read whole days, of all workloads.
 */
async function readPage(
  knex: Knex,
  options: {
    table: Table;
    question: RollupQuestion;
    parts: WindowParts;
    afterId: number;
  },
): Promise<JoinedRows[]> {
  const { table, question, parts, afterId } = options;
  const { listOf, joined } = isPostgres(knex)
    ? postgresFunctions
    : sqliteFunctions;
  const condition = subjectCondition(question);
  const bindings: (string | number)[] = [...condition.bindings, afterId];
  const statements = [
    `select 'page' as part, max(id) as workload_id,
       (select cast(coalesce(max(before), 0) as text) from retention_marks where name = 'joined' and cluster = '') as cluster,
       0 as node_pool_id,
       cast(count(*) as text) as days,
       (select cast(before as text) from retention_marks where name = 'hours' and cluster = '') as lengths,
       null as bytes
     from page`,
  ];
  const add = (
    column: 'figures' | 'hours',
    { from, to }: BucketRange,
    [rollups, bucket]: [string, string] = [table, 'day'],
  ) => {
    statements.push(
      `select '${column}', page.id, page.cluster, node_pool_id, ${listOf(
        bucket,
      )}, ${listOf(`length(${column})`)}, ${joined(column)}
       from page cross join ${rollups} as rollups
       where workload_id = page.id and ${bucket} >= ? and ${bucket} < ? and ${column} is not null
       group by page.id, page.cluster, node_pool_id`,
    );
    bindings.push(from, to);
  };
  if (parts.spans) {
    add('figures', parts.spans, [`${table}_joined`, 'span']);
  }
  for (const days of parts.days) {
    add('figures', days);
  }
  for (const hours of parts.hours) {
    add('hours', daysOfHours(hours));
  }
  return preparedQuery(
    knex,
    `with page as (
       select id, cluster from workloads where ${condition.sql} and id > ?
       order by id limit ${WORKLOADS_PER_PAGE}
     ) ${statements.join(' union all ')}`,
    bindings,
  );
}

function visitRows(
  rows: JoinedRows,
  hours: BucketRange[],
  visit: (part: RollupPart) => void,
): void {
  const { cluster, workload_id: workloadId, node_pool_id: nodePoolId } = rows;
  const { bytes } = rows;
  const days = rows.days.split(',');
  const lengths = rows.lengths.split(',');
  let start = 0;
  for (let i = 0; i < days.length; i++) {
    const day = Number(days[i]);
    const end = start + Number(lengths[i]);
    if (rows.part === 'figures') {
      visit({ cluster, workloadId, nodePoolId, day, bytes, start, end });
    } else {
      forEachHour(bytes, start, end, (hour, from, to) => {
        const asked = day * 24 + hour;
        if (hours.some(range => asked >= range.from && asked < range.to)) {
          const part = { start: from, end: to };
          visit({ cluster, workloadId, nodePoolId, day, hour, bytes, ...part });
        }
      });
    }
    start = end;
  }
}
