// npm start: sets everything up and runs the portal in development, with the demo fleet when no cluster is configured.
// Arguments go to `backstage-cli repo start`.
import { startDemo } from './demo.mjs';
import { kubeconfigEnvironment } from './kubeconfig.mjs';
import { backstageCli, root } from './paths.mjs';
import { exitIfInterrupted, runProcess } from './processes.mjs';
import { runMain } from './progress.mjs';
import { setUp } from './setup.mjs';

await runMain(async () => {
  const clusters = kubeconfigEnvironment();
  const { node, env: toolEnv } = await setUp();
  const env = { ...toolEnv, ...clusters };
  const args = process.argv.slice(2);
  const demo = await startDemo({ node, env, args });
  console.log(
    'Starting the portal; it opens at the address that follows. Ctrl-C ends it.\n',
  );
  let code;
  try {
    code = await runProcess(node, [backstageCli, 'repo', 'start', ...args], {
      cwd: root,
      env: { ...env, ...demo.env },
    });
  } finally {
    await demo.stop();
  }
  exitIfInterrupted();
  return code;
});
