import assert from 'node:assert/strict';
import { secret } from './mutations.mjs';

const causes = new Set([
  'not-found',
  'unauthorized',
  'rate-limited',
  'timeout',
  'no-space',
  'unreachable',
  'bad-reference',
  'never-policy',
  'registry-unavailable',
  'signature',
  'other',
]);
const outcomes = new Set(['cold', 'warm', 'checked', 'present', 'failed']);
const containerKinds = new Set(['container', 'init', 'ephemeral', 'volume']);
const counted = new Set(['pulled', 'failed', 'backOff', 'ignored']);
const maxSeconds = 7 * 24 * 3600;
const unclean = /[\p{Cc}\p{Cs}]/u;

function checkText(name, text, minLength, maxLength) {
  assert.equal(typeof text, 'string', name);
  assert.ok(
    text.length >= minLength && text.length <= maxLength,
    `${name} has ${text.length} characters`,
  );
  assert.ok(!unclean.test(text), `${name} holds a control character`);
}

function checkSeconds(name, seconds) {
  if (seconds === undefined) return;
  assert.ok(
    Number.isFinite(seconds) && seconds >= 0 && seconds <= maxSeconds,
    `${name} is ${seconds}`,
  );
}

/** What must hold of every parsed event. */
export function checkParsed(parsed) {
  assert.ok(!JSON.stringify(parsed).includes(secret), 'it tells a secret');
  if (parsed.kind === 'foreign') return;
  if (parsed.kind === 'unreadable') {
    checkText('why', parsed.why, 1, 300);
    checkText('example', parsed.example, 0, 200);
    if (parsed.uid !== undefined) checkText('uid', parsed.uid, 1, 128);
    return;
  }
  assert.ok(counted.has(parsed.kind), `its kind is ${parsed.kind}`);
  checkText('uid', parsed.uid, 1, 128);
  checkText('namespace', parsed.namespace, 1, 253);
  checkText('podName', parsed.podName, 1, 253);
  checkText('podUid', parsed.podUid, 1, 128);
  checkText('node', parsed.node, 0, 253);
  checkText('container', parsed.container, 0, 63);
  checkText('message', parsed.message, 0, 1024);
  assert.ok(containerKinds.has(parsed.containerKind));
  assert.ok(
    Number.isSafeInteger(parsed.count) &&
      parsed.count >= 1 &&
      parsed.count < 2 ** 31,
    `count is ${parsed.count}`,
  );
  assert.ok(
    Number.isSafeInteger(parsed.firstAtMs) &&
      Number.isSafeInteger(parsed.lastAtMs),
  );
  assert.ok(parsed.firstAtMs <= parsed.lastAtMs, 'it ended before it began');
  if (parsed.image !== undefined) checkText('image', parsed.image, 0, 1024);
  if (parsed.kind === 'failed')
    assert.ok(causes.has(parsed.cause), `cause is ${parsed.cause}`);
  if (parsed.kind === 'pulled') {
    checkSeconds('pullSeconds', parsed.pullSeconds);
    checkSeconds('waitSeconds', parsed.waitSeconds);
    if (parsed.pullSeconds !== undefined) {
      assert.ok(
        parsed.waitSeconds >= parsed.pullSeconds,
        'it waited less than it pulled',
      );
    }
    if (parsed.imageBytes !== undefined) {
      assert.ok(
        Number.isSafeInteger(parsed.imageBytes) && parsed.imageBytes > 0,
        `imageBytes is ${parsed.imageBytes}`,
      );
    }
    if (parsed.unknownWording !== undefined)
      checkText('unknownWording', parsed.unknownWording, 0, 200);
  }
}

/** What must hold of every pull that is made of it. */
export function checkRecord(record) {
  assert.ok(outcomes.has(record.outcome), `outcome is ${record.outcome}`);
  assert.equal(
    record.cause !== undefined,
    record.outcome === 'failed',
    'cause of a pull that did not fail',
  );
  assert.ok(Number.isSafeInteger(record.occurrence) && record.occurrence >= 1);
  assert.ok(
    Number.isSafeInteger(record.finishedAtMs),
    `finishedAtMs is ${record.finishedAtMs}`,
  );
  checkSeconds('waitSeconds', record.waitSeconds);
  checkSeconds('pullSeconds', record.pullSeconds);
}

/** The parts of a valid message must come out as they went in. */
export function checkMeaning(parsed, meaning) {
  for (const [key, value] of Object.entries(meaning)) {
    if (typeof value === 'number') {
      assert.ok(
        Math.abs(parsed[key] - value) < 1e-9 * value,
        `${key} is ${parsed[key]}, not ${value}`,
      );
    } else {
      assert.equal(parsed[key], value, key);
    }
  }
  for (const key of [
    'pullSeconds',
    'waitSeconds',
    'imageBytes',
    'unknownWording',
  ]) {
    if (!(key in meaning)) assert.equal(parsed[key], undefined, key);
  }
}
