// Runs the demo fleet: simulated clusters in a process of their own, beside the portal.
import { randomBytes } from 'node:crypto';
import {
  createWriteStream,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './paths.mjs';
import { isInterrupted, startProcess } from './processes.mjs';

export const fleetPackage = join(root, 'packages', 'demo-fleet');
const transform = join(
  root,
  'node_modules',
  '@backstage',
  'cli-node',
  'config',
  'nodeTransform.cjs',
);
const readyWithinMs = 30_000;
/** It has much to do just when the portal starts, which must not wait for it. */
const niceness = 10;

/** A token that only this run's portal takes. */
function writeToken(file) {
  const token = randomBytes(32).toString('base64url');
  rmSync(file, { force: true }); // An old file would keep its mode.
  writeFileSync(file, token, { mode: 0o600 });
  return token;
}

/** Waits for the line that names the kubeconfig. Everything the fleet says goes to its log. */
function untilReady({ child, exited }, log) {
  const lastLines = [];
  return new Promise((ready, failed) => {
    const timer = setTimeout(() => {
      failed(new Error(`it was not ready within ${readyWithinMs / 1000} s`));
    }, readyWithinMs);
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', line => {
        log.write(`${line}\n`);
        lastLines.push(line);
        lastLines.splice(0, lastLines.length - 5);
        const [, kubeconfig] = /^Demo fleet ready: (.+)$/.exec(line) ?? [];
        if (kubeconfig) {
          clearTimeout(timer);
          ready(kubeconfig);
        }
      });
    }
    exited
      .then(code => {
        const said = lastLines.map(line => line.trim()).join(' ');
        failed(new Error(`it ended with exit code ${code}: ${said}`));
      }, failed)
      .finally(() => clearTimeout(timer));
  });
}

/**
 * Starts the fleet.
 *
 * @param options - `node`, `env`: to run it with. `state`: its directory. `seed`: which fleet. `pushUrl`: where its history goes.
 * @returns its kubeconfig, its registry (host, endpoint, username, password), who measures its disks (as in `pullPerformance.nodeDisks`), the token with which
 * it pushes, and how to stop it
 */
export async function startDemoFleet({ node, env, state, seed, pushUrl }) {
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const tokenFile = join(state, 'push-token');
  const token = writeToken(tokenFile);
  const logFile = join(state, 'fleet.log');
  const log = createWriteStream(logFile);
  const fleet = startProcess(
    node,
    [
      ...['--require', transform],
      'src/main.ts',
      ...['--state-directory', state],
      ...(seed === undefined ? [] : ['--seed', String(seed)]),
      ...['--push-url', pushUrl],
      ...['--push-token-file', tokenFile],
    ],
    { cwd: fleetPackage, env, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (fleet.child.pid) {
    setPriority(fleet.child.pid, Math.min(getPriority() + niceness, 19));
  }
  let stopped = false;
  const stop = async () => {
    stopped = true;
    await fleet.stop();
    rmSync(tokenFile, { force: true });
  };
  try {
    const kubeconfig = await untilReady(fleet, log);
    const read = name => JSON.parse(readFileSync(join(state, name), 'utf8'));
    const registry = read('registry.json');
    const nodeDisks = read('nodes.json');
    fleet.exited.then(code => {
      if (!stopped && !isInterrupted()) {
        console.error(
          `The demo fleet ended with exit code ${code}: nothing new will happen in its clusters. Its log: ${logFile}`,
        );
      }
    });
    return { kubeconfig, registry, nodeDisks, token, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
