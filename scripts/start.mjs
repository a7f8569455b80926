// npm start: sets everything up and runs the portal in development. Arguments go to `backstage-cli repo start`.
import { kubeconfigEnvironment } from './kubeconfig.mjs';
import { backstageCli, root } from './paths.mjs';
import { exitIfInterrupted, runProcess } from './processes.mjs';
import { runMain } from './progress.mjs';
import { setUp } from './setup.mjs';

await runMain(async () => {
  const clusters = kubeconfigEnvironment();
  const { node, env } = await setUp();
  console.log(
    'Starting the portal; it opens at the address that follows. Ctrl-C ends it.\n',
  );
  const code = await runProcess(
    node,
    [backstageCli, 'repo', 'start', ...process.argv.slice(2)],
    { cwd: root, env: { ...env, ...clusters } },
  );
  exitIfInterrupted();
  return code;
});
