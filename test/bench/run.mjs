// npm run bench [-- NAMES…] [-- --scale 0.01]: measures, and compares with what was wanted. See README.md.
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cache, root } from '../../scripts/paths.mjs';
import { isInterrupted, runProcess } from '../../scripts/processes.mjs';
import { SetUpError, runMain } from '../../scripts/progress.mjs';
import { machine } from './lib/machine.mjs';
import { formatReport, saveReport } from './lib/report.mjs';

const here = join(root, 'test', 'bench');
const ending = '.bench.mjs';
const transform = join(
  root,
  'node_modules',
  '@backstage',
  'cli-node',
  'config',
  'nodeTransform.cjs',
);

function readArguments() {
  const known = readdirSync(here)
    .filter(name => name.endsWith(ending))
    .map(name => name.slice(0, -ending.length))
    .sort();
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { scale: { type: 'string' } },
  });
  const unknown = positionals.filter(name => !known.includes(name));
  if (unknown.length > 0) {
    throw new SetUpError(
      `No bench ${unknown.join(', ')}; there are ${known.join(', ')}.`,
    );
  }
  const scale = Number(values.scale ?? process.env.BENCH_SCALE ?? 1);
  if (!(scale > 0 && scale <= 1)) {
    throw new SetUpError(
      `The scale is ${
        values.scale ?? process.env.BENCH_SCALE
      }; it must be over 0 and at most 1.`,
    );
  }
  return { names: positionals.length > 0 ? positionals : known, scale };
}

/** Runs one bench in a process of its own, so that none disturbs the memory or the compiled code of another. */
async function runBench(name, scale) {
  const folder = join(cache, 'bench', name);
  mkdirSync(folder, { recursive: true });
  const resultFile = join(folder, 'result.json');
  rmSync(resultFile, { force: true });
  const code = await runProcess(
    process.execPath,
    [
      '--no-node-snapshot',
      '--expose-gc',
      ...['--require', transform],
      join(here, 'lib', 'child.mjs'),
      ...[name, folder, resultFile, String(scale)],
    ],
    { cwd: root, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  try {
    return JSON.parse(readFileSync(resultFile, 'utf8'));
  } catch (error) {
    return {
      name,
      title: name,
      conditions: [],
      figures: [],
      failure: `It ended with exit code ${code} and no result`,
    };
  }
}

await runMain(async () => {
  const { names, scale } = readArguments();
  const conditions = machine();
  console.log(conditions.join('\n'));
  const benches = [];
  for (const name of names) {
    if (isInterrupted()) {
      return 130;
    }
    console.log(`\n── ${name}`);
    const bench = await runBench(name, scale);
    benches.push(bench);
    console.log(formatReport(bench));
  }
  const file = saveReport({ conditions, scale, benches });
  console.log(`\nWritten to ${file}`);
  const failed = benches.filter(({ failure }) => failure !== undefined);
  return failed.length > 0 ? 1 : 0;
});
