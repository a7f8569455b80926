// Message number `index` of a seed: always the same one, whatever came before it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { eventOf, validMessage } from './kubelet.mjs';
import {
  mutateJson,
  mutateStructure,
  mutateText,
  plantCredential,
} from './mutations.mjs';
import { Random } from './Random.mjs';

const fixtures = join(
  root,
  'plugins/pull-performance-backend/src/kubernetes/__fixtures__',
);

/** Events of a real cluster. */
const realEvents = [
  ...JSON.parse(readFileSync(join(fixtures, 'events.json'), 'utf8')).items,
  ...readFileSync(join(fixtures, 'watch-events.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).object),
].filter(({ reason }) => ['Pulled', 'Failed', 'BackOff'].includes(reason));

/**
 * A message to try.
 *
 * @returns `event`, or `json` that is an event's text; `meaning` when nothing was changed in it
 */
export function messageAt(seed, index) {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ index);
  const [reason, text, meaning] = validMessage(random);
  const real = random.chance(0.5) ? random.pick(realEvents) : undefined;
  const way = random.next();
  if (way < 0.25) {
    return { event: eventOf(random, index, reason, text), meaning };
  }
  const event = real
    ? eventOf(random, index, real.reason, real.message)
    : eventOf(random, index, reason, text);
  if (way < 0.7) {
    const text = mutateText(random, event.message);
    const message = random.chance(0.05) ? plantCredential(random, text) : text;
    return { event: { ...event, message } };
  }
  return way < 0.9
    ? { event: mutateStructure(random, event) }
    : { json: mutateJson(random, event) };
}
