import assert from 'node:assert/strict';
import { backendSource } from '../bench/lib/sources.mjs';
import { checkMeaning, checkParsed, checkRecord } from './invariants.mjs';

const { parseEvent } = backendSource('kubernetes/events/parseEvent');
const { OccurrenceCounter } = backendSource('kubernetes/events/occurrences');
const { pullRecords } = backendSource('kubernetes/events/pullRecords');
const { parseJson } = backendSource('kubernetes/watch/parseJson');

/** Of an event that claims thousands of occurrences the newest are stored: the rest would only take time. */
const maxStoredOccurrences = 20;
const pools = [undefined, 'apps', 'gpu'];

/** The event of a message; nothing when its JSON is none. */
function eventOf(message) {
  if (message.json === undefined) return message;
  try {
    return { event: parseJson(Buffer.from(message.json), 'it') };
  } catch (error) {
    assert.equal(error.name, 'SyntaxError');
    return undefined;
  }
}

/** Reads a message and checks what comes out of it; nothing when it is no JSON. */
export function readMessage(message) {
  const found = eventOf(message);
  if (!found) return undefined;
  const parsed = parseEvent(found.event);
  checkParsed(parsed);
  if (message.meaning) checkMeaning(parsed, message.meaning);
  return parsed;
}

/** As a collector reads events: each occurrence once, with a workload. */
export class Grammar {
  #counter = OccurrenceCounter.create({ maxEvents: 20_000 });

  constructor(cluster) {
    this.cluster = cluster;
  }

  /** The pulls that a message brings. */
  recordsOf(message, index) {
    const parsed = readMessage(message);
    if (!parsed) return [];
    if (index % 16 === 0) {
      assert.deepEqual(
        readMessage(message),
        parsed,
        'it is read differently the second time',
      );
    }
    if (parsed.kind !== 'pulled' && parsed.kind !== 'failed') return [];
    const { occurrences } = this.#counter.advance(parsed);
    const workload = {
      cluster: this.cluster,
      namespace: parsed.namespace,
      kind: 'Deployment',
      name: `web-${index % 40}`,
    };
    const records = pullRecords(
      parsed,
      occurrences.slice(-maxStoredOccurrences),
      {
        workload,
        nodePool: pools[index % 3],
        containers: [],
      },
    );
    records.forEach(checkRecord);
    return records;
  }
}
