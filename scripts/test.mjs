// npm test: sets everything up, checks the sources and runs the unit tests.
// With arguments only the tests run, with these arguments for Jest: npm test -- plugins/pull-performance-common
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backstageCli, reports, root } from './paths.mjs';
import { startPostgres } from './postgres.mjs';
import { exitIfInterrupted, isInterrupted, runProcess } from './processes.mjs';
import { formatSeconds, runMain } from './progress.mjs';
import { setUp } from './setup.mjs';

const repoTools = join(
  root,
  'node_modules',
  '@backstage',
  'repo-tools',
  'bin',
  'backstage-repo-tools',
);
const typescript = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const prettier = join(root, 'node_modules', 'prettier', 'bin-prettier.js');
const jestReport = join(reports, 'jest.json');

// The API reports need the declarations that the type check writes; in which order those name things depends on what was
// checked before, so everything is checked anew.
const checks = [
  ['Types', [typescript, '--incremental', 'false']],
  ['Lint', [backstageCli, 'repo', 'lint', '--max-warnings', '0']],
  ['Format', [prettier, '--check', '.']],
  ['Package manifests', [backstageCli, 'repo', 'fix', '--publish', '--check']],
  [
    'API reports',
    [
      repoTools,
      'api-reports',
      '--ci',
      // A program, not a library.
      '--exclude',
      'packages/demo-fleet',
      // The generated client is not documented to the last field, and API Extractor stumbles over its type files.
      '--allow-warnings',
      'plugins/pull-performance-common',
      '-o',
      'ae-wrong-input-file-type',
    ],
  ],
];

async function step(title, run, results) {
  if (isInterrupted()) {
    return;
  }
  console.log(`\n── ${title}`);
  const startedAtMs = Date.now();
  const code = await run();
  results.push({ title, passed: code === 0, ms: Date.now() - startedAtMs });
}

// The tests name this version; a newer one does as well.
const postgresVariable = 'BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING';

/** Runs Jest over all packages, with PostgreSQL beside SQLite when there is one. */
async function runTests({ node, env }, args) {
  const given = process.env[postgresVariable];
  const postgres = given ? undefined : await startPostgres();
  if (postgres) {
    console.log(
      `PostgreSQL ${postgres.major} runs for the tests, beside SQLite.`,
    );
  } else if (!given) {
    console.log(
      'Without PostgreSQL (Debian: apt-get install postgresql) its tests are skipped; SQLite only.',
    );
  }
  const jest = ['--json', `--outputFile=${jestReport}`, ...args];
  try {
    return await runProcess(node, [backstageCli, 'repo', 'test', ...jest], {
      cwd: root,
      env: {
        ...env,
        CI: '1', // No watching.
        BACKSTAGE_TEST_DISABLE_DOCKER: '1',
        ...(postgres && { [postgresVariable]: postgres.url }),
      },
    });
  } finally {
    await postgres?.stop();
  }
}

await runMain(async () => {
  const { node, env } = await setUp();
  const args = process.argv.slice(2);
  rmSync(jestReport, { force: true });
  mkdirSync(reports, { recursive: true });

  const results = [];
  for (const [title, command] of args.length > 0 ? [] : checks) {
    await step(
      title,
      () => runProcess(node, command, { cwd: root, env }),
      results,
    );
  }
  await step('Tests', () => runTests({ node, env }, args), results);
  exitIfInterrupted();

  console.log('');
  for (const { title, passed, ms } of results) {
    console.log(`${passed ? '✓' : '✗'} ${title} (${formatSeconds(ms)})`);
  }
  const failedChecks = results.filter(
    ({ title, passed }) => !passed && title !== 'Tests',
  );
  writeFileSync(
    join(reports, 'checks.json'),
    JSON.stringify({ numPassedTests: 0, numFailedTests: failedChecks.length }),
  );
  return results.every(({ passed }) => passed) ? 0 : 1;
});
