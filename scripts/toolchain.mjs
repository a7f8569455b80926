// Finds Node 22 or 24 and Yarn 4, which Backstage needs, or brings Node 24 and Yarn 4 into .cache/tools.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cache, root } from './paths.mjs';
import { exitIfInterrupted, startProcess } from './processes.mjs';
import { SetUpError, showStep } from './progress.mjs';

const tools = join(cache, 'tools');
const fetchedNodeHome = join(
  tools,
  'node_modules',
  `node-${process.platform}-${process.arch}`,
);
const fetchedNode = join(fetchedNodeHome, 'bin', 'node');
const fetchedYarn = join(
  tools,
  'node_modules',
  '@yarnpkg',
  'cli-dist',
  'bin',
  'yarn.js',
);

function output(command, args, env = process.env) {
  const { status, stdout } = spawnSync(command, args, {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 30_000,
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** How to call a Yarn 4 that the machine has: the one that runs this script, or the one in PATH. */
function findYarn(node) {
  const { npm_execpath: caller = '', npm_config_user_agent: agent = '' } =
    process.env;
  if (agent.startsWith('yarn/4.') && existsSync(caller)) {
    return [node, caller];
  }
  // Corepack answers for Yarn too: it must not fetch one, or ask.
  const version = output('yarn', ['--version'], {
    ...process.env,
    COREPACK_ENABLE_NETWORK: '0',
  });
  return version?.startsWith('4.') ? ['yarn'] : undefined;
}

/** The registry that npm is set up for; Yarn knows nothing of it. */
function npmRegistry() {
  return output('npm', ['config', 'get', 'registry'])?.replace(/\/$/, '');
}

function fetchAdvice(text) {
  return text.includes('CERT')
    ? 'name the file with the certificates of your proxy or registry in NODE_EXTRA_CA_CERTS'
    : 'check that the registry answers (npm ping; its address: npm config get registry; behind a proxy: npm config set proxy …)';
}

async function fetchTools(packages) {
  await showStep(
    `Fetching ${packages.join(' and ')} into .cache/tools`,
    async () => {
      const npm = startProcess(
        'npm',
        [
          'install',
          '--no-audit',
          '--no-fund',
          '--no-save',
          '--no-package-lock',
          '--no-update-notifier',
          '--ignore-scripts',
          '--loglevel=error',
          '--fetch-retry-maxtimeout=10000',
          ...['--cache', join(cache, 'npm')],
          ...['--prefix', tools],
          ...packages,
        ],
        { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let text = '';
      npm.child.stdout.on('data', data => (text += data));
      npm.child.stderr.on('data', data => (text += data));
      const code = await npm.exited.catch(error => {
        throw new SetUpError(
          `npm could not be started: ${error.message}. Install Node.js with npm (nodejs.org) and run this again.`,
        );
      });
      exitIfInterrupted();
      if (code !== 0) {
        throw new SetUpError(
          `npm could not fetch ${packages.join(
            ' and ',
          )}:\n\n${text.trim()}\n\n` +
            `What to do: ${fetchAdvice(
              text,
            )}, and run this again. Or install Node 24 and Yarn 4 yourself: then nothing is fetched.`,
        );
      }
    },
  );
}

/**
 * Makes Node and Yarn available.
 *
 * @returns {Promise<{ node: string, yarn: string[], env: Record<string, string>, version: string }>} how to call them, and the environment
 * in which everything else must run
 */
export async function prepareToolchain() {
  const major = Number(process.versions.node.split('.')[0]);
  const hasNode = major === 22 || major === 24;
  const node = hasNode ? process.execPath : fetchedNode;
  const yarnOfMachine = findYarn(node);
  const missing = [
    ...(hasNode || existsSync(fetchedNode)
      ? []
      : [`node-${process.platform}-${process.arch}@24`]),
    ...(yarnOfMachine || existsSync(fetchedYarn)
      ? []
      : ['@yarnpkg/cli-dist@4']),
  ];
  if (missing.length > 0) {
    await fetchTools(missing);
  }

  const version = output(node, ['--version']);
  if (!version) {
    throw new SetUpError(
      `The fetched Node 24 (${node}) does not run on this machine. Install Node 24 yourself and run this again.`,
    );
  }

  const registry = npmRegistry();
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)),
  );
  env.PATH = [
    dirname(node),
    ...(yarnOfMachine ? [] : [join(tools, 'node_modules', '.bin')]),
    process.env.PATH,
  ].join(delimiter);
  // The scaffolder's sandbox needs it.
  env.NODE_OPTIONS = `${
    process.env.NODE_OPTIONS ?? ''
  } --no-node-snapshot`.trim();
  if (!hasNode) {
    env.npm_config_nodedir = fetchedNodeHome; // Headers for packages that compile something.
  }
  if (registry && !env.YARN_NPM_REGISTRY_SERVER) {
    env.YARN_NPM_REGISTRY_SERVER = registry;
    if (registry.startsWith('http:')) {
      env.YARN_UNSAFE_HTTP_WHITELIST ??= new URL(registry).hostname;
    }
  }
  if (!yarnOfMachine) {
    env.YARN_GLOBAL_FOLDER ??= join(cache, 'yarn'); // Nothing outside of this folder changes.
  }
  return { node, yarn: yarnOfMachine ?? [node, fetchedYarn], env, version };
}
