// The process of one bench: child.mjs NAME FOLDER RESULT_FILE SCALE
import { writeFileSync } from 'node:fs';
import { runMain } from '../../../scripts/progress.mjs';
import { Bench } from './Bench.mjs';

const [name, folder, resultFile, scale] = process.argv.slice(2);

await runMain(async () => {
  const { title, run } = await import(`../${name}.bench.mjs`);
  const bench = new Bench({ folder, scale: Number(scale) });
  let failure;
  try {
    await run(bench);
  } catch (error) {
    console.error(error);
    failure = error instanceof Error ? error.message : String(error);
  } finally {
    await bench.end();
  }
  const { conditions, figures } = bench;
  writeFileSync(
    resultFile,
    JSON.stringify({ name, title, conditions, figures, failure }),
  );
  return failure === undefined ? 0 : 1;
});
