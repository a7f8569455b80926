// What the plugin adds to the first load of a page, and how long the portal takes to start, beside one as create-app makes it.
import { measureBundle } from './portal/bundle.mjs';
import { measureStart } from './portal/start.mjs';

export const title = 'Portal';

/** @param {import('./lib/Bench.mjs').Bench} bench */
export async function run(bench) {
  await measureBundle(bench);
  await measureStart(bench);
}
