// The process of one replayed failure: replay.mjs FILE
import { readFileSync } from 'node:fs';
import { readMessage } from './Grammar.mjs';
import { messageAt } from './messages.mjs';

const { seed, index, why } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const message = messageAt(seed, index);
console.log(`Message ${index} of seed ${seed} failed with: ${why}`);
console.log(message);
console.log(readMessage(message) ?? 'It is no JSON.');
