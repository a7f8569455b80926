// npm run fuzz [-- --messages N --seed S | --replay FILE]: generated and mutated messages through grammar and store.
// See README.md.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cache, root } from '../../scripts/paths.mjs';
import { runProcess } from '../../scripts/processes.mjs';
import { SetUpError, runMain } from '../../scripts/progress.mjs';
import { reportFailure } from '../report.mjs';

const transform = join(
  root,
  'node_modules',
  '@backstage',
  'cli-node',
  'config',
  'nodeTransform.cjs',
);

function readNumber(name, text, defaultValue) {
  const value = text === undefined ? defaultValue : Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new SetUpError(
      `--${name} is ${text}; it must be a whole number, 1 or more.`,
    );
  }
  return value;
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string' },
      seed: { type: 'string' },
      replay: { type: 'string' },
    },
  });
  return {
    messages: readNumber('messages', values.messages, 1_000_000),
    seed: readNumber('seed', values.seed, 1 + Math.floor(Math.random() * 1e9)),
    replay: values.replay,
  };
}

await runMain(async () => {
  const { messages, seed, replay } = readArguments();
  const folder = join(cache, 'fuzz');
  mkdirSync(folder, { recursive: true });
  const script = join(root, 'test', 'fuzz', replay ? 'replay.mjs' : 'fuzz.mjs');
  const code = await runProcess(
    process.execPath,
    [
      ...[
        '--no-node-snapshot',
        '--expose-gc',
        '--max-old-space-size=256',
        '--require',
        transform,
      ],
      script,
      ...(replay ? [replay] : [folder, String(messages), String(seed)]),
    ],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  // A process that died, of its memory for example, has left no report.
  if (code !== 0 && code !== 1) reportFailure('fuzz');
  return code;
});
