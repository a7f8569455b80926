// Sets everything up and runs a script with Node. Use: node scripts/run.mjs SCRIPT ARGUMENTS…
import { root } from './paths.mjs';
import { runProcess } from './processes.mjs';
import { runMain } from './progress.mjs';
import { setUp } from './setup.mjs';

await runMain(async () => {
  const { node, env } = await setUp();
  return runProcess(node, process.argv.slice(2), { cwd: root, env });
});
