// A portal as `create-app` makes it, to compare with: nothing of ours in it.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../../scripts/paths.mjs';
import { startProcess } from '../../../scripts/processes.mjs';

async function run(command, args, { cwd, input = '' }) {
  const { child, exited } = startProcess(command, args, {
    cwd,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin.end(input);
  const code = await exited;
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  }
}

function edit(file, change) {
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  change(manifest);
  writeFileSync(file, JSON.stringify(manifest, undefined, 2));
}

/** Makes it and installs it, with the versions of this repository, unless it is there. Needs the network, and minutes. */
async function make(folder) {
  if (existsSync(join(folder, 'node_modules', '.yarn-state.yml'))) {
    return;
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  await run(
    'npx',
    [
      '--yes',
      '@backstage/create-app@latest',
      '--skip-install',
      '--path',
      folder,
    ],
    { cwd: dirname(folder), input: 'plain\n' },
  );
  const { resolutions, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  edit(join(folder, 'package.json'), manifest => {
    delete manifest.packageManager; // The Yarn that runs this does.
    Object.assign(manifest.resolutions, resolutions);
    manifest.devDependencies['@backstage/cli'] =
      devDependencies['@backstage/cli'];
  });
  edit(join(folder, 'packages', 'backend', 'package.json'), manifest => {
    manifest.dependencies['better-sqlite3'] = resolutions['better-sqlite3'];
  });
  copyFileSync(join(root, 'yarn.lock'), join(folder, 'yarn.lock'));
  const settings = readFileSync(join(root, '.yarnrc.yml'), 'utf8');
  writeFileSync(
    join(folder, '.yarnrc.yml'),
    settings.replace(/^plugins:[^]*/m, ''),
  );
  await run('yarn', ['install'], { cwd: folder });
}

/**
 * The folder of an installed one: that in CREATE_APP_PORTAL, or with BENCH_CREATE_APP=1 one that is made in `folder`.
 *
 * @returns undefined when nobody asked for one
 */
export async function plainPortal({ folder }) {
  if (process.env.CREATE_APP_PORTAL) {
    return process.env.CREATE_APP_PORTAL;
  }
  if (!process.env.BENCH_CREATE_APP) {
    return undefined;
  }
  await make(folder);
  return folder;
}
