import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMessage } from './Grammar.mjs';

function errorOf(message) {
  try {
    readMessage(message);
    return undefined;
  } catch (error) {
    return error.message;
  }
}

/** Takes parts out of a text for as long as it still fails. */
function shortest(text, failsWith) {
  let result = text;
  for (
    let size = Math.ceil(text.length / 2);
    size >= 1;
    size = Math.floor(size / 2)
  ) {
    for (let at = 0; at < result.length; ) {
      const shorter = result.slice(0, at) + result.slice(at + size);
      if (failsWith(shorter)) result = shorter;
      else at += size;
    }
  }
  return result;
}

function minimised(message) {
  const why = errorOf(message);
  const fails = other => errorOf(other) === why;
  // A secret alone would be told by every text; a meaning belongs to the whole one.
  if (message.meaning || why === undefined || why.includes('secret')) {
    return message;
  }
  if (message.json !== undefined) {
    return { json: shortest(message.json, json => fails({ json })) };
  }
  const { event } = message;
  const withText = text => ({ event: { ...event, message: text } });
  return typeof event.message === 'string'
    ? withText(shortest(event.message, text => fails(withText(text))))
    : message;
}

/** Writes down a message that failed, as short as it can be, to be replayed; returns the file. */
export function saveFailure({ folder, seed, index, message, error }) {
  const file = join(folder, `failure-${seed}-${index}.json`);
  const { json, event, meaning } = minimised(message);
  const why = error instanceof Error ? error.message : String(error);
  // JSON has no Infinity and no undefined; the message can be made again from seed and index.
  writeFileSync(
    file,
    JSON.stringify(
      { seed, index, why, minimised: json ?? event, meaning },
      undefined,
      2,
    ),
  );
  return file;
}
