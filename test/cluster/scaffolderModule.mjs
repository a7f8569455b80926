// The scaffolder module's sources, as they are.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';

// As the Backstage CLI runs TypeScript sources.
createRequire(import.meta.url)('@backstage/cli-node/config/nodeTransform.cjs');

const folder = join(
  root,
  'plugins',
  'scaffolder-backend-module-pull-performance',
);
const fromModule = createRequire(join(folder, 'package.json'));

/** A module of it, for example `scaffolderSource('estargz/buildOptions')`. */
export function scaffolderSource(path) {
  return fromModule(join(folder, 'src', `${path}.ts`));
}

/** A package that it depends on, for example `scaffolderPackage('yaml')`. */
export function scaffolderPackage(name) {
  return fromModule(name);
}
