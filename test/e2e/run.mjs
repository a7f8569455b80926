// npm run test:e2e: a real browser against the running portal. Needs Chromium; Debian: apt-get install chromium.
// Pictures of the pages are in .cache/reports/pictures afterwards. E2E_BUILT=1 takes the frontend as it was built last.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { backstageCli, root } from '../../scripts/paths.mjs';
import { runProcess } from '../../scripts/processes.mjs';
import { SetUpError, runMain } from '../../scripts/progress.mjs';
import { reportFailure, runTestFiles } from '../report.mjs';
import { executablePath } from './browser.mjs';

const app = join(root, 'packages', 'app');

await runMain(async () => {
  try {
    if (!existsSync(executablePath)) {
      throw new SetUpError(
        `No browser at ${executablePath}. Install Chromium (Debian: apt-get install chromium), or name one: CHROMIUM=/path npm run test:e2e.`,
      );
    }
    if (!process.env.E2E_BUILT) {
      console.log('Building the frontend');
      const code = await runProcess(
        process.execPath,
        [backstageCli, 'package', 'build'],
        { cwd: app },
      );
      if (code !== 0) {
        throw new SetUpError('The frontend could not be built; see above.');
      }
    }
    const files = ['portal', 'demo'].map(name =>
      join(root, 'test', 'e2e', `${name}.test.mjs`),
    );
    return (await runTestFiles('e2e', files)) ? 0 : 1;
  } catch (error) {
    reportFailure('e2e');
    throw error;
  }
});
