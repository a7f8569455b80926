// Whether a portal has stored what a cluster's API server tells: nothing less, nothing twice.
import assert from 'node:assert/strict';
import { poll } from '../../portal.mjs';
import { pullsOf } from '../kubeletEvents.mjs';
import { pullLines } from '../pullLines.mjs';
import { rolledUp, storedPulls } from './portalDatabase.mjs';

/** The pulls that the API server still has. */
export async function toldPulls(cluster) {
  const { items } = JSON.parse(await cluster.read('/api/v1/events'));
  return pullsOf(items);
}

const keyOf = ({ eventUid, occurrence }) => `${eventUid}/${occurrence}`;

/**
 * Waits until everything that the API server has now is stored, to the last number, and asserts that nothing is doubled,
 * nothing else is stored, and the rollups hold the same pulls.
 *
 * @param options - `mayHaveMore`: events expire in this cluster, pulls do not
 */
export async function assertSame({
  name,
  cluster,
  reader,
  seconds,
  mayHaveMore = false,
}) {
  const told = await toldPulls(cluster);
  assert.ok(told.length > 0, `${name} has pulls`);
  let stored = [];
  await poll(
    `Everything of ${name} is stored`,
    seconds,
    async () => {
      stored = await storedPulls(reader, name);
      const have = new Set(stored.map(keyOf));
      return told.every(pull => have.has(keyOf(pull))) ? true : undefined;
    },
    1_000,
  ).catch(error => {
    const have = new Set(stored.map(keyOf));
    const missing = told.filter(pull => !have.has(keyOf(pull)));
    throw new Error(
      `${missing.length} of ${
        told.length
      } pulls of ${name} are missing, for example ${JSON.stringify(
        missing.slice(0, 3),
      )}`,
      { cause: error },
    );
  });
  assert.equal(new Set(stored.map(keyOf)).size, stored.length, 'doubled');
  const toldKeys = new Set(told.map(keyOf));
  const both = stored.filter(pull => toldKeys.has(keyOf(pull)));
  assert.deepEqual(pullLines(both), pullLines(told));
  if (!mayHaveMore) {
    const later = new Set((await toldPulls(cluster)).map(keyOf));
    const invented = stored.filter(pull => !later.has(keyOf(pull)));
    assert.deepEqual(invented, [], 'nobody told these');
  }
  return stored;
}

/** Asserts that the rollups hold the stored pulls, each once; for a cluster in which nothing happens meanwhile. */
export async function assertRolledUp({ name, reader }) {
  const raw = {};
  for (const { workloadId } of await storedPulls(reader, name)) {
    raw[workloadId] = (raw[workloadId] ?? 0) + 1;
  }
  assert.deepEqual(await rolledUp(reader, name), raw);
}

/** Asserts that a service's figures are those of the stored pulls, all of which are its own. */
export async function assertScored({ name, reader, portal, entityPath }) {
  const stored = await storedPulls(reader, name);
  const { clusters } = await portal.get(
    `${entityPath}/scorecard?cluster=${name}`,
  );
  const counts = { cold: 0, warm: 0, checked: 0, present: 0, failed: 0 };
  for (const { outcome } of stored) counts[outcome] += 1;
  assert.deepEqual(clusters[0].counts, counts);
  const waits = stored
    .filter(({ outcome }) => ['cold', 'warm', 'checked'].includes(outcome))
    .map(({ waitSeconds }) => waitSeconds);
  const sum = waits.reduce((a, b) => a + b, 0);
  assert.equal(clusters[0].waitSeconds.count, waits.length);
  assert.ok(Math.abs(clusters[0].waitSeconds.sum - sum) < 0.01 + sum * 1e-6);
}

/**
 * Watches that a cluster is never late: every pull older than `lateSeconds` must be stored. Returns what to call at
 * the end, which asserts that nothing was late.
 */
export function watchPunctuality({ name, cluster, reader, lateSeconds }) {
  const late = new Map();
  let looks = 0;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      // The events first: what is stored meanwhile is in time.
      const told = await toldPulls(cluster);
      const now = Date.now();
      const have = new Set((await storedPulls(reader, name)).map(keyOf));
      looks += 1;
      for (const pull of told) {
        const seconds = (now - Date.parse(pull.at)) / 1000;
        if (seconds > lateSeconds && !have.has(keyOf(pull))) {
          late.set(keyOf(pull), { ...pull, seconds });
        }
      }
      await new Promise(resolve => {
        setTimeout(resolve, 2_000);
      });
    }
  })();
  watching.catch(() => {}); // It is told at the end.
  return async () => {
    stopped = true;
    await watching;
    assert.ok(looks > 1, 'it was looked at');
    assert.deepEqual([...late.values()], [], `${name} was late`);
  };
}
