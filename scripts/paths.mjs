import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Everything that the scripts make, ignored by git: delete it to start afresh. */
export const cache = join(root, '.cache');
/** Where the tests' JSON reports go. */
export const reports = join(cache, 'reports');
/** The Backstage CLI, once the dependencies are installed. */
export const backstageCli = join(
  root,
  'node_modules',
  '@backstage',
  'cli',
  'bin',
  'backstage-cli',
);
