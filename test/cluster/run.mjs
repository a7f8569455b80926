// npm run test:cluster: the tests that need a real cluster. They start one on this machine (harness/up.sh: Linux, root), or use
// yours: KUBECONFIG=… REGISTRY=host:port, where the registry speaks plain HTTP, is known to the nodes and can be pushed to.
// For a second look: KEEP=1 leaves the cluster running, and says how to use and stop it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { isInterrupted, runProcess } from '../../scripts/processes.mjs';
import { SetUpError, runMain } from '../../scripts/progress.mjs';
import { reportFailure, runTestFiles } from '../report.mjs';

const here = join(root, 'test', 'cluster');
const has = command =>
  spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

function checkMachine() {
  const missing = [
    ...(process.platform === 'linux' ? [] : ['Linux']),
    ...(process.getuid?.() === 0 ? [] : ['root']),
    ...(has('go') ? [] : ['Go 1.25 or newer (go.dev/dl)']),
    ...(has('kubectl') ? [] : ['kubectl (kubernetes.io/docs/tasks/tools)']),
    ...(has('apt-get') || has('runc') ? [] : ['runc and more: see README.md']),
  ];
  if (missing.length > 0) {
    throw new SetUpError(
      `A cluster cannot be started here; missing: ${missing.join(', ')}. ` +
        'Or use one of yours: KUBECONFIG=… REGISTRY=host:port npm run test:cluster.',
    );
  }
}

/** Starts a cluster beside any other of this machine. Its first node pulls one image at a time, its second several. */
async function startCluster() {
  checkMachine();
  const folder = mkdtempSync(join(tmpdir(), 'pull-cluster-'));
  const net = process.env.NET ?? '127.0.1';
  console.log('Starting a cluster (the first time: about 10 minutes)');
  const code = await runProcess(
    'bash',
    [join(here, 'harness', 'up.sh'), folder],
    {
      env: {
        ...process.env,
        NODES: '2',
        REGISTRY_MIB_S: '10',
        SERIALIZE_IMAGE_PULLS: 'true false',
        NET: net,
      },
    },
  );
  const stop = () =>
    runProcess('bash', [join(here, 'harness', 'down.sh'), folder]);
  if (code !== 0) {
    console.error(`The cluster did not start; its logs are in ${folder}/log.`);
    await stop();
    throw new SetUpError('See above for why the cluster did not start.');
  }
  process.env.KUBECONFIG = join(folder, 'admin.kubeconfig');
  process.env.REGISTRY = `${net}.1:5000`;
  return async () => {
    if (process.env.KEEP) {
      console.log(
        `The cluster goes on: export KUBECONFIG=${process.env.KUBECONFIG} REGISTRY=${process.env.REGISTRY}; stop it: bash test/cluster/harness/down.sh ${folder}`,
      );
    } else {
      await stop();
    }
  };
}

await runMain(async () => {
  let stopCluster;
  try {
    if (process.env.KUBECONFIG && !process.env.REGISTRY) {
      throw new SetUpError(
        'KUBECONFIG is set but REGISTRY is not: the tests push their images to REGISTRY=host:port. Unset both to get a cluster of your own.',
      );
    }
    const given = Boolean(process.env.KUBECONFIG);
    stopCluster = given ? undefined : await startCluster();
    if (isInterrupted()) {
      return 130;
    }
    const files = readdirSync(here)
      .filter(name => name.endsWith('.test.mjs'))
      // These start clusters of their own, which not every machine can.
      .filter(name => !(given && /^(disk|estargz|faults)\b/.test(name)))
      .map(name => join(here, name));
    return (await runTestFiles('cluster', files)) ? 0 : 1;
  } catch (error) {
    reportFailure('cluster');
    throw error;
  } finally {
    await stopCluster?.();
  }
});
