// @ts-check

/**
 * Rollups become one row for each workload, day and node pool, which holds the figures of all outcomes and
 * causes, and those of its hours, in few bytes: a question about 90 days reads a third of the rows and a
 * tenth of the bytes. Marks of removed pulls and pods are kept by cluster.
 *
 * The encodings are those of src/store/{pullSums,podStartSums,hourSections,sketchCoding}.ts as they were
 * when this was written; they are repeated here since a migration must not change.
 */

const OUTCOMES = ['cold', 'warm', 'checked', 'present', 'failed'];
const START_SUMS = [
  'pods',
  'starts',
  'ready_ms_sum',
  'image_wait_ms_sum',
  'ready_image_wait_ms_sum',
  'observed_ready_ms_sum',
];
const NO_VALUES = Buffer.from([1, 0, 0]);

/** @param {number} value */
function varint(value) {
  const bytes = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

/** @param {Buffer} bytes */
function part(bytes) {
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** @param {Buffer} bytes */
function reader(bytes) {
  let at = 0;
  const read = {
    atEnd: () => at >= bytes.length,
    byte: () => bytes[at++],
    varint() {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = bytes[at++];
        value += (byte % 128) * scale;
        if (byte < 128) return value;
      }
    },
    part() {
      const length = read.varint();
      at += length;
      return bytes.subarray(at - length, at);
    },
    rest: () => bytes.subarray(at),
  };
  return read;
}

/** @param {number} seconds */
function msOf(seconds) {
  return Math.round(seconds * 1000);
}

/** @param {any[]} rows of one workload, hour or day, and node pool */
function encodePulls(rows) {
  /** @param {any} row */
  const keyOf = row => `${OUTCOMES.indexOf(row.outcome)}${row.cause}`;
  const sorted = [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const parts = [Buffer.from([1])];
  for (const row of sorted) {
    const hasWaits = !NO_VALUES.equals(row.wait_sketch);
    const hasPulls = !NO_VALUES.equals(row.pull_sketch);
    const nothing = Buffer.alloc(0);
    parts.push(
      varint(OUTCOMES.indexOf(row.outcome)),
      row.outcome === 'failed' ? part(Buffer.from(row.cause)) : nothing,
      varint(Number(row.pull_count)),
      part(hasWaits ? row.wait_sketch : nothing),
    );
    if (hasWaits) {
      parts.push(varint(msOf(row.wait_seconds_sum)));
      parts.push(varint(msOf(row.wait_seconds_max)));
    }
    parts.push(part(hasPulls ? row.pull_sketch : nothing));
    if (hasWaits && hasPulls) {
      parts.push(varint(msOf(row.split_wait_seconds_sum)));
      parts.push(varint(msOf(row.split_pull_seconds_sum)));
    }
  }
  return Buffer.concat(parts);
}

/** @param {Buffer} bytes */
function decodePulls(bytes) {
  const read = reader(bytes);
  read.byte();
  const rows = [];
  while (!read.atEnd()) {
    const outcome = OUTCOMES[read.varint()];
    const row = {
      outcome,
      cause: outcome === 'failed' ? read.part().toString() : '',
      pull_count: read.varint(),
      wait_seconds_sum: 0,
      wait_seconds_max: 0,
      split_wait_seconds_sum: 0,
      split_pull_seconds_sum: 0,
      wait_sketch: NO_VALUES,
      pull_sketch: NO_VALUES,
    };
    const waits = read.part();
    if (waits.length > 0) {
      row.wait_sketch = toVarints(waits);
      row.wait_seconds_sum = read.varint() / 1000;
      row.wait_seconds_max = read.varint() / 1000;
    }
    const pulls = read.part();
    if (pulls.length > 0) {
      row.pull_sketch = toVarints(pulls);
    }
    if (waits.length > 0 && pulls.length > 0) {
      row.split_wait_seconds_sum = read.varint() / 1000;
      row.split_pull_seconds_sum = read.varint() / 1000;
    }
    rows.push(row);
  }
  return rows;
}

/** @param {any[]} rows one row of a workload, hour or day, and node pool */
function encodeStarts([row]) {
  return Buffer.concat([
    Buffer.from([1]),
    ...START_SUMS.map(name => varint(Math.max(0, Number(row[name])))),
    row.ready_sketch,
  ]);
}

/** @param {Buffer} bytes */
function decodeStarts(bytes) {
  const read = reader(bytes);
  read.byte();
  const sums = START_SUMS.map(name => [name, read.varint()]);
  return [
    { ...Object.fromEntries(sums), ready_sketch: toVarints(read.rest()) },
  ];
}

/**
 * A sketch in the first format, which earlier versions read.
 *
 * @param {Buffer} sketch
 */
function toVarints(sketch) {
  const countBits = sketch[0] - 16;
  if (countBits < 1) {
    return Buffer.from(sketch);
  }
  const read = reader(sketch);
  read.byte();
  const zeroCount = read.varint();
  const bucketCount = read.varint();
  const firstKey = bucketCount > 0 ? [varint(read.varint())] : [];
  const mostCount = 2 ** countBits - 1;
  const mostKeys = 2 ** (8 - countBits) - 1;
  const distances = [];
  const counts = [];
  for (let i = 0; i < bucketCount; i++) {
    const byte = read.byte();
    const keys = byte >> countBits;
    const more = byte & mostCount;
    const between = keys + (keys === mostKeys ? read.varint() : 0);
    if (i > 0) distances.push(varint(between + 1));
    counts.push(varint(more + 1 + (more === mostCount ? read.varint() : 0)));
  }
  return Buffer.concat([
    Buffer.from([1]),
    ...[varint(zeroCount), varint(bucketCount)],
    ...[...firstKey, ...distances, ...counts],
  ]);
}

/**
 * @type {{
 *   name: string,
 *   sumColumn: string,
 *   sumOf(rows: any[]): number,
 *   encode(rows: any[]): Buffer,
 *   decode(bytes: Buffer): any[],
 * }[]}
 */
const TABLES = [
  {
    name: 'pull_rollups',
    sumColumn: 'pull_count',
    sumOf: rows => rows.reduce((sum, row) => sum + Number(row.pull_count), 0),
    encode: encodePulls,
    decode: decodePulls,
  },
  {
    name: 'pod_start_rollups',
    sumColumn: 'image_wait_ms',
    sumOf: ([row]) => Number(row.image_wait_ms_sum),
    encode: encodeStarts,
    decode: decodeStarts,
  },
];

/**
 * @param {import('knex').Knex} knex
 * @param {string} name
 * @param {string} sumColumn
 */
async function createByDay(knex, name, sumColumn) {
  const postgres = knex.client.config.client === 'pg';
  const bytes = postgres ? 'bytea' : 'blob';
  // In SQLite the rows lie in the order of their key, without a second tree.
  await knex.raw(
    `create table ${name} (
       workload_id integer not null references workloads (id),
       day integer not null,
       node_pool_id integer not null references node_pools (id),
       ${sumColumn} bigint not null,
       figures ${bytes} not null,
       hours ${bytes},
       primary key (workload_id, day, node_pool_id)
     ) ${postgres ? '' : 'without rowid'}`,
  );
  await knex.raw(`create index ${name}_day on ${name} (day)`);
}

/**
 * @param {import('knex').Knex} knex
 * @param {typeof TABLES[number]} table
 * @param {any[]} rows of one workload
 */
async function copyByDay(knex, { name, sumColumn, sumOf, encode }, rows) {
  const groups = new Map();
  for (const row of rows) {
    const day =
      row.resolution === 'd' ? row.bucket : Math.floor(row.bucket / 24);
    const key = `${day}/${row.node_pool_id}`;
    const group = groups.get(key) ?? {
      key: {
        workload_id: row.workload_id,
        day,
        node_pool_id: row.node_pool_id,
      },
      whole: [],
      hours: new Map(),
    };
    groups.set(key, group);
    if (row.resolution === 'd') {
      group.whole.push(row);
    } else {
      const hour = row.bucket % 24;
      group.hours.set(hour, [...(group.hours.get(hour) ?? []), row]);
    }
  }
  for (const { key, whole, hours } of groups.values()) {
    const sections = [...hours]
      .sort(([a], [b]) => a - b)
      .map(([hour, some]) =>
        Buffer.concat([Buffer.from([hour]), part(encode(some))]),
      );
    await knex(name).insert({
      ...key,
      [sumColumn]: sumOf(whole),
      figures: encode(whole),
      hours: Buffer.concat(sections),
    });
  }
}

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  for (const table of TABLES) {
    const old = `${table.name}_by_hour`;
    await knex.schema.renameTable(table.name, old);
    await createByDay(knex, table.name, table.sumColumn);
    const workloads = await knex(old).distinct().pluck('workload_id');
    for (const id of workloads) {
      await copyByDay(knex, table, await knex(old).where('workload_id', id));
    }
    await knex.schema.dropTable(old);
  }
  await knex.schema.alterTable('retention_marks', table => {
    table.text('cluster').notNullable().defaultTo('').comment('Empty: all');
    table.dropPrimary();
    table.primary(['name', 'cluster']);
  });
  const [mark] = await knex('retention_marks').where({ name: 'pulls' });
  await knex('retention_marks').insert([
    { name: 'pods', before: mark?.before ?? 0 },
    { name: 'hours', before: 0 },
    { name: 'hoursRemoved', before: 0 },
  ]);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  const [{ before }] = await knex('retention_marks')
    .whereIn('name', ['pulls', 'pods'])
    .max({ before: 'before' });
  await knex('retention_marks').delete();
  await knex.schema.alterTable('retention_marks', table => {
    table.dropPrimary();
    table.dropColumn('cluster');
    table.primary(['name']);
  });
  await knex('retention_marks').insert({ name: 'pulls', before: before ?? 0 });

  for (const table of TABLES) {
    const byDay = `${table.name}_by_day`;
    await knex.schema.renameTable(table.name, byDay);
    await createByHour(knex, table.name);
    const workloads = await knex(byDay).distinct().pluck('workload_id');
    for (const id of workloads) {
      for (const row of await knex(byDay).where('workload_id', id)) {
        await copyByHour(knex, table, row);
      }
    }
    await knex.schema.dropTable(byDay);
  }
};

/**
 * @param {import('knex').Knex} knex
 * @param {typeof TABLES[number]} table
 * @param {any} row
 */
async function copyByHour(knex, { name, decode }, row) {
  const { workload_id, node_pool_id, day } = row;
  /** @type {(resolution: 'h' | 'd', bucket: number, figures: Buffer) => Promise<unknown>} */
  const insert = async (resolution, bucket, figures) =>
    knex(name).insert(
      decode(figures).map(sums => ({
        ...{ workload_id, resolution, bucket, node_pool_id },
        ...sums,
      })),
    );
  await insert('d', day, row.figures);
  const read = reader(row.hours ?? Buffer.alloc(0));
  while (!read.atEnd()) {
    const hour = read.byte();
    await insert('h', day * 24 + hour, read.part());
  }
}

/**
 * @param {import('knex').Knex} knex
 * @param {string} name
 */
async function createByHour(knex, name) {
  await knex.schema.createTable(name, table => {
    table.integer('workload_id').notNullable().references('workloads.id');
    table.string('resolution', 1).notNullable();
    table.integer('bucket').notNullable();
    table.integer('node_pool_id').notNullable().references('node_pools.id');
    const key = ['workload_id', 'resolution', 'bucket', 'node_pool_id'];
    if (name === 'pull_rollups') {
      table.text('outcome').notNullable();
      table.text('cause').notNullable();
      table.bigInteger('pull_count').notNullable();
      table.double('wait_seconds_sum').notNullable();
      table.double('wait_seconds_max').notNullable();
      table.double('split_wait_seconds_sum').notNullable();
      table.double('split_pull_seconds_sum').notNullable();
      table.binary('wait_sketch').notNullable();
      table.binary('pull_sketch').notNullable();
      key.push('outcome', 'cause');
    } else {
      START_SUMS.forEach(column => table.bigInteger(column).notNullable());
      table.binary('ready_sketch').notNullable();
    }
    table.primary(key);
    table.index(['resolution', 'bucket'], `${name}_age`);
  });
}
