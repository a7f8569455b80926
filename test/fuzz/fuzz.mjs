// The process that tries the messages: fuzz.mjs FOLDER MESSAGES SEED
import { save } from '../report.mjs';
import { saveFailure } from './failures.mjs';
import { Grammar } from './Grammar.mjs';
import { messageAt } from './messages.mjs';
import { Store } from './Store.mjs';

const cluster = 'fuzz';
/** What a collector hands to the store at once. */
const batchSize = 500;
const maxMs = 1000;
const maxGrowthMiB = 64;
const maxSavedFailures = 20;
const prototypeKeys = Object.getOwnPropertyNames(Object.prototype).length;

const [folder, ...numbers] = process.argv.slice(2);
const [messages, seed] = numbers.map(Number);
const checks = [];

function check(title, passed, figure) {
  checks.push(passed);
  console.log(`${passed ? '✓' : '✗'} ${title}: ${figure}`);
}

async function checkThat(title, work) {
  try {
    check(title, true, await work());
  } catch (error) {
    check(title, false, error.message);
  }
}

/** What the process holds after freeing what it does not need. */
function heldMiB() {
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

console.log(`${messages} messages of seed ${seed}`);
const startedAt = performance.now();
const grammar = new Grammar(cluster);
const store = await Store.create(folder, cluster);
const slowest = { ms: 0, index: -1 };
const warmUp = Math.min(Math.floor(messages / 5), 100_000);
let batch = [];
let failures = 0;
let storeMs = 0;
let firstMiB = 0;
let peakRssMiB = 0;

async function storeBatch() {
  const before = performance.now();
  await store.apply(batch);
  storeMs += performance.now() - before;
  batch = [];
  peakRssMiB = Math.max(peakRssMiB, process.memoryUsage.rss() / 2 ** 20);
}

for (let index = 0; index < messages; index += 1) {
  const message = messageAt(seed, index);
  const before = performance.now();
  try {
    batch.push(...grammar.recordsOf(message, index));
  } catch (error) {
    failures += 1;
    if (failures <= maxSavedFailures) {
      const file = saveFailure({ folder, seed, index, message, error });
      console.log(
        `Message ${index}: ${error.message}\n  npm run fuzz -- --replay ${file}`,
      );
    }
  }
  const ms = performance.now() - before;
  if (ms > slowest.ms) Object.assign(slowest, { ms, index });
  if (batch.length >= batchSize) await storeBatch();
  if (index + 1 === warmUp) firstMiB = heldMiB();
}
await storeBatch();
const growthMiB = heldMiB() - firstMiB;
const seconds = (performance.now() - startedAt) / 1000;

check(
  'No message throws or breaks a rule',
  failures === 0,
  `${failures} of ${messages}`,
);
check(
  `None takes longer than ${maxMs} ms`,
  slowest.ms <= maxMs,
  `${slowest.ms.toFixed(1)} ms, message ${slowest.index}`,
);
check(
  `Memory grows by at most ${maxGrowthMiB} MiB`,
  growthMiB <= maxGrowthMiB,
  `${growthMiB.toFixed(
    1,
  )} MiB held more after the last message than after message ${warmUp}; at most ${peakRssMiB.toFixed(
    0,
  )} MiB resident`,
);
check(
  'No prototype was touched',
  Object.getOwnPropertyNames(Object.prototype).length === prototypeKeys,
  `${prototypeKeys} keys`,
);
await checkThat(
  'Rollups say what the rows say',
  async () => `${await store.checkRollups()} rows`,
);
await checkThat(
  'What comes again changes nothing',
  async () => `${await store.checkSecondApplication()} batches`,
);
await store.close();
console.log(
  `${seconds.toFixed(0)} s, ${storeMs.toFixed(0)} ms of it in the store for ${
    store.newPulls
  } pulls; again: npm run fuzz -- --messages ${messages} --seed ${seed}`,
);
const passed = checks.filter(Boolean).length;
save('fuzz', passed, checks.length - passed);
process.exitCode = passed === checks.length ? 0 : 1;
