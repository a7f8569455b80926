// The OpenTelemetry Collector with the configuration of docs/pushed-events.md, as a process beside the cluster.
import { spawnSync } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { startProcess } from '../../scripts/processes.mjs';

const programs =
  process.env.CLUSTER_BIN ?? join(homedir(), '.cache', 'pull-cluster');
const program = join(programs, 'otelcol');

/** Builds the collector once. */
function build() {
  if (existsSync(program)) return;
  console.log('Building the OpenTelemetry Collector (once, some minutes)');
  const { status, error } = spawnSync(
    'go',
    ['build', '-trimpath', '-ldflags', '-s -w', '-o', program, '.'],
    {
      cwd: join(root, 'test', 'cluster', 'harness', 'otelcol'),
      env: { ...process.env, CGO_ENABLED: '0' },
      stdio: 'inherit',
    },
  );
  if (status !== 0) {
    throw new Error('The collector was not built; it needs Go 1.22 or newer', {
      cause: error,
    });
  }
}

/** The documented configuration, changed only in how it finds its cluster and how often it lists: a test does not wait ten minutes. */
function documentedConfig() {
  const page = readFileSync(join(root, 'docs', 'pushed-events.md'), 'utf8');
  const [, yaml] = /```yaml\n(receivers:[\s\S]+?)```/.exec(page);
  return yaml
    .replace('auth_type: serviceAccount', 'auth_type: kubeConfig')
    .replaceAll(/interval: (?:2|10|30)m/g, 'interval: 10s');
}

/**
 * Starts the collector.
 *
 * @param options - `folder`: where its configuration and log are. `kubeconfig`: whose cluster and rights it has.
 */
export function startCollector({ folder, kubeconfig, cluster, url, token }) {
  build();
  const config = join(folder, 'otelcol.yaml');
  writeFileSync(config, documentedConfig());
  const collector = startProcess(program, ['--config', config], {
    env: {
      ...process.env,
      KUBECONFIG: kubeconfig,
      CLUSTER_NAME: cluster,
      BACKSTAGE_URL: url,
      PULL_PERFORMANCE_PUSH_TOKEN: token,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logFile = join(folder, 'otelcol.log');
  const log = createWriteStream(logFile, { flags: 'a' });
  collector.child.stdout.pipe(log, { end: false });
  collector.child.stderr.pipe(log, { end: false });
  return {
    logFile,
    async stop(signal = 'SIGTERM') {
      await collector.stop(signal);
      log.end();
    },
  };
}
