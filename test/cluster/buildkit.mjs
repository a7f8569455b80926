// BuildKit, rootful with its OCI worker and Debian's runc, as docker/setup-buildx-action runs it in a container of its own.
import { execFile } from 'node:child_process';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startProcess } from '../../scripts/processes.mjs';
import { poll } from '../portal.mjs';
import { goProgram } from './goPrograms.mjs';

const execute = promisify(execFile);

/** Takes down what a build that was cut off has left mounted. */
async function unmountUnder(folder) {
  const mounted = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map(line => line.split(' ')[1])
    .filter(path => path?.startsWith(`${folder}/`))
    .sort()
    .reverse();
  for (const path of mounted) await execute('umount', ['-l', path]);
}

/**
 * Starts it.
 *
 * @param options - `folder`: of its own. `registry`: host and port of one that speaks plain HTTP
 */
export async function startBuildkit({ folder, registry }) {
  const buildkitd = await goProgram('buildkit', 'buildkitd');
  const buildctl = await goProgram('buildkit', 'buildctl');
  mkdirSync(folder, { recursive: true });
  const address = `unix://${join(folder, 'buildkitd.sock')}`;
  const config = join(folder, 'buildkitd.toml');
  writeFileSync(
    config,
    `root = "${join(folder, 'root')}"
[grpc]
  address = ["${address}"]
[otel]
  socketPath = "${join(folder, 'otel.sock')}"
[worker.oci]
  enabled = true
  networkMode = "host"
[worker.containerd]
  enabled = false
[registry."${registry}"]
  http = true
`,
  );
  const logFile = join(folder, 'buildkitd.log');
  const log = openSync(logFile, 'w');
  const daemon = startProcess(buildkitd, ['--config', config], {
    stdio: ['ignore', log, log],
  });

  async function stop() {
    await daemon.stop();
    await unmountUnder(folder);
  }

  const run = (args, options) =>
    execute(buildctl, ['--addr', address, ...args], {
      maxBuffer: 64 * 1024 * 1024,
      ...options,
    });
  try {
    await poll('buildkitd answers', 30, () => run(['debug', 'workers']));
  } catch (error) {
    await stop();
    throw new Error(`${readFileSync(logFile, 'utf8')}`, { cause: error });
  }
  return {
    /** Where clients find it, as in BUILDKIT_HOST. */
    address,
    stop,

    /**
     * Builds a Dockerfile without a frontend of the internet.
     *
     * @param options - `context`: its folder. `output`: as for `--output`
     */
    build({ context, output }) {
      return run([
        ...['build', '--progress', 'plain', '--frontend', 'dockerfile.v0'],
        ...['--local', `context=${context}`],
        ...['--local', `dockerfile=${context}`],
        ...['--output', output],
      ]);
    },
  };
}
