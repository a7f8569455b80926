import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { backendPackage, backendSource } from '../bench/lib/sources.mjs';

const { DatabasePullStore } = backendSource('store/DatabasePullStore');
const knexOf = backendPackage('knex');

const window = { fromMs: Date.UTC(2014, 0), toMs: Date.UTC(2101, 0) };
/** Batches that are kept to be applied once more. */
const keptBatches = 10;

/** A store in a file of its own. */
export class Store {
  #kept = [];

  static async create(folder, cluster) {
    const file = join(folder, 'fuzz.sqlite');
    for (const ending of ['', '-wal', '-shm', '-journal'])
      rmSync(file + ending, { force: true });
    const knex = knexOf({
      client: 'better-sqlite3',
      connection: { filename: file },
      useNullAsDefault: true,
    });
    const database = { getClient: async () => knex };
    return new Store(
      knex,
      await DatabasePullStore.create({ database }),
      cluster,
    );
  }

  constructor(knex, store, cluster) {
    Object.assign(this, { knex, store, subject: { unownedIn: cluster } });
    this.newPulls = 0;
    this.batches = 0;
  }

  /** Stores pulls as the collector does, with their workloads and some starts of pods. */
  async apply(pulls) {
    const batch = { workloads: [], pulls, podStarts: startsOf(pulls) };
    const { newPulls } = await this.store.apply(batch);
    this.newPulls += newPulls;
    this.batches += 1;
    // Every batch has the same chance to be kept.
    const place = (this.batches * 7919) % this.batches;
    if (this.#kept.length < keptBatches) this.#kept.push(batch);
    else if (this.batches % 97 === 0) this.#kept[place % keptBatches] = batch;
  }

  async #rollups() {
    const rows = await this.store.aggregatePulls({
      subject: this.subject,
      window,
      by: ['nodePool', 'outcome', 'cause'],
      step: 'day',
    });
    return new Map(
      rows.map(row => [
        keyOf(row.startMs, row),
        {
          count: row.count,
          waits: row.waitSketch.count,
          waitSum: row.waitSecondsSum,
          waitMax: row.waitSecondsMax,
          pulls: row.pullSketch.count,
          splitWaitSum: row.splitWaitSecondsSum,
          splitPullSum: row.splitPullSecondsSum,
        },
      ]),
    );
  }

  /** The rollups must say what the raw rows say. */
  async checkRollups() {
    const expected = new Map();
    let cursor;
    let total = 0;
    do {
      const page = await this.store.listPulls({
        subject: this.subject,
        window,
        limit: 25_000,
        cursor,
      });
      for (const pull of page.items) addTo(expected, pull);
      total += page.items.length;
      cursor = page.nextCursor;
    } while (cursor);
    assert.equal(total, this.newPulls, 'rows stored');
    const rollups = await this.#rollups();
    assert.deepEqual([...rollups.keys()].sort(), [...expected.keys()].sort());
    for (const [key, sums] of expected) {
      const rollup = rollups.get(key);
      for (const [name, value] of Object.entries(sums)) {
        // Counts are exact. Rollups keep whole milliseconds, half of one is lost or won with each pull at most.
        const tolerance = name.endsWith('Sum')
          ? 0.0005 * sums.count
          : name === 'waitMax'
          ? 0.0005
          : 0;
        const isClose = Math.abs(rollup[name] - value) <= tolerance + 1e-9;
        assert.ok(
          isClose,
          `${name} of ${key} is ${rollup[name]} in the rollups, ${value} in the rows`,
        );
      }
    }
    return total;
  }

  /** What is stored already must change nothing when it comes again. */
  async checkSecondApplication() {
    const before = await this.#rollups();
    for (const batch of this.#kept) {
      const { newPulls, newPodStarts } = await this.store.apply(batch);
      assert.deepEqual(
        { newPulls, newPodStarts },
        { newPulls: 0, newPodStarts: 0 },
      );
    }
    assert.deepEqual(await this.#rollups(), before);
    return this.#kept.length;
  }

  async close() {
    await this.knex.destroy();
  }
}

function startsOf(pulls) {
  return pulls
    .slice(0, 20)
    .map(({ workload, podUid, podName, finishedAtMs }) => ({
      workload,
      podUid,
      podName,
      scheduledAtMs: finishedAtMs - 60_000,
      readyAtMs: finishedAtMs + 1000,
    }));
}

function keyOf(startMs, { nodePool, outcome, cause }) {
  return [startMs, nodePool ?? '', outcome, cause ?? ''].join('|');
}

const dayMs = 86_400_000;

function addTo(sums, pull) {
  const key = keyOf(Math.floor(pull.finishedAtMs / dayMs) * dayMs, pull);
  let sum = sums.get(key);
  if (!sum) {
    sum = {
      count: 0,
      waits: 0,
      waitSum: 0,
      waitMax: 0,
      pulls: 0,
      splitWaitSum: 0,
      splitPullSum: 0,
    };
    sums.set(key, sum);
  }
  sum.count += 1;
  const { outcome, waitSeconds, pullSeconds } = pull;
  // A present image waits nothing: it counts only.
  if (outcome === 'present') return;
  if (waitSeconds !== undefined) {
    sum.waits += 1;
    sum.waitSum += waitSeconds;
    sum.waitMax = Math.max(sum.waitMax, waitSeconds);
  }
  if (pullSeconds !== undefined) sum.pulls += 1;
  if (waitSeconds !== undefined && pullSeconds !== undefined) {
    sum.splitWaitSum += waitSeconds;
    sum.splitPullSum += pullSeconds;
  }
}
