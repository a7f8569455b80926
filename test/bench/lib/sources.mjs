// The project's TypeScript sources, as they are: run.mjs starts each bench with the Backstage CLI's node transform.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../../scripts/paths.mjs';

const backend = join(root, 'plugins', 'pull-performance-backend');
const fromBackend = createRequire(join(backend, 'package.json'));

/** A module of the backend plugin, for example `backendSource('store/DatabasePullStore')`. */
export function backendSource(path) {
  return fromBackend(join(backend, 'src', `${path}.ts`));
}

/** A package that the backend plugin depends on, for example `backendPackage('knex')`. */
export function backendPackage(name) {
  return fromBackend(name);
}

/** A module of one of the backend's modules, for example `moduleSource('azure', 'sources')`. */
export function moduleSource(id, path) {
  const folder = `${backend}-module-${id}`;
  return createRequire(join(folder, 'package.json'))(
    join(folder, 'src', `${path}.ts`),
  );
}
