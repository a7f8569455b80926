// Installs the dependencies, unless nothing changed since the last time.
import { createHash } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cache, root } from './paths.mjs';
import { exitIfInterrupted, startProcess } from './processes.mjs';
import { SetUpError, showStep } from './progress.mjs';

const stamp = join(cache, 'installed');
const log = join(cache, 'install.log');
// Yarn writes it at the end of an installation.
const yarnState = join(root, 'node_modules', '.yarn-state.yml');

const stepTitles = {
  'Resolution step': 'resolving',
  'Fetch step': 'fetching packages',
  'Link step': 'linking and building',
};

/** What decides what is installed: lockfile, manifests, Yarn's settings, platform. */
function fingerprint(version) {
  const files = ['yarn.lock', '.yarnrc.yml', 'package.json'];
  for (const folder of ['packages', 'plugins', 'test']) {
    for (const name of readdirSync(join(root, folder)).sort()) {
      files.push(join(folder, name, 'package.json'));
    }
  }
  const hash = createHash('sha256');
  hash.update(`${version} ${process.platform} ${process.arch}\n`);
  for (const file of files.filter(name => existsSync(join(root, name)))) {
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function advice(text) {
  if (text.includes('YN0028')) {
    return 'yarn.lock does not fit the package.json files: run `yarn install` and commit yarn.lock.';
  }
  if (
    /YN0035|YN0001.*RequestError|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/.test(
      text,
    )
  ) {
    return 'The package registry did not answer as it should: check the network and `npm config get registry` (behind a proxy: HTTPS_PROXY), and run this again; what was fetched is kept.';
  }
  if (text.includes('ENOSPC')) {
    return 'The disk is full: about 3 GB are needed.';
  }
  return 'Run this again; if it fails the same way, the log says more.';
}

/** Installs what yarn.lock names. */
export async function installDependencies({ yarn, env, version }) {
  const wanted = fingerprint(version);
  if (
    existsSync(yarnState) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === wanted
  ) {
    return;
  }
  mkdirSync(cache, { recursive: true });
  rmSync(stamp, { force: true });
  await showStep(
    'Installing the dependencies (about 2,900 packages; minutes the first time)',
    async sayAt => {
      const [command, ...args] = yarn;
      const { child, exited } = startProcess(
        command,
        [...args, 'install', '--immutable'],
        {
          cwd: root,
          env: {
            ...env,
            YARN_ENABLE_COLORS: '0',
            YARN_ENABLE_PROGRESS_BARS: '0',
            YARN_ENABLE_TELEMETRY: '0',
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      const file = createWriteStream(log);
      const lines = [];
      for (const stream of [child.stdout, child.stderr]) {
        createInterface({ input: stream }).on('line', line => {
          file.write(`${line}\n`);
          lines.push(line);
          const step = Object.keys(stepTitles).find(title =>
            line.endsWith(`┌ ${title}`),
          );
          if (step) {
            sayAt(stepTitles[step]);
          }
        });
      }
      const code = await exited;
      file.end();
      exitIfInterrupted();
      if (code !== 0) {
        const text = lines.join('\n');
        // Peer dependency notes and packages that need not build are no errors.
        const telling = lines.filter(
          line => !/YN00(00|02|07|09|13|60|86)/.test(line),
        );
        throw new SetUpError(
          `The dependencies could not be installed:\n\n${telling
            .slice(-15)
            .join('\n')}\n\nWhat to do: ${advice(text)} The log: ${log}`,
        );
      }
    },
  );
  writeFileSync(stamp, wanted);
}
