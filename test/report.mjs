// Runs test files with Node's runner, one after the other, and leaves a report of the form that .ci/run sums up.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { reports } from '../scripts/paths.mjs';
import { interrupted } from '../scripts/processes.mjs';

/** Leaves a report for .ci/run. */
export function save(name, numPassedTests, numFailedTests) {
  mkdirSync(reports, { recursive: true });
  writeFileSync(
    join(reports, `${name}.json`),
    JSON.stringify({ numPassedTests, numFailedTests }),
  );
}

/** Reports that the tests could not even be started. */
export function reportFailure(name) {
  save(name, 0, 1);
}

/** Runs the files; returns whether all passed. */
export async function runTestFiles(name, files) {
  mkdirSync(reports, { recursive: true }); // Tests leave logs there.
  const stream = run({ files, concurrency: false, signal: interrupted });
  let passed = 0;
  let failed = 0;
  stream.on('test:summary', ({ file, counts }) => {
    if (file === undefined) {
      passed = counts.passed;
      failed = counts.failed + counts.cancelled;
    }
  });
  for await (const chunk of stream.compose(spec())) {
    process.stdout.write(chunk);
  }
  if (passed + failed === 0) {
    failed = 1; // Nothing ran: that is no success.
  }
  save(name, passed, failed);
  return failed === 0;
}
