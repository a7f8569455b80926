// Passes KUBECONFIG on to the portal. Only paths: the plugin reads the files itself, and no credential is copied anywhere.
//
// The Kubernetes plugin does not get these clusters: it knows neither client certificates nor exec plugins, and a token
// would have to be copied into its configuration. Its own tab stays empty; configure it in app-config.local.yaml.
import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { SetUpError } from './progress.mjs';

/** The environment variables that make the portal read every context of the files in KUBECONFIG. */
export function kubeconfigEnvironment() {
  // Where the user is; npm itself runs scripts in the repository.
  const from = process.env.INIT_CWD ?? process.cwd();
  const files = (process.env.KUBECONFIG ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map(file => resolve(from, file));
  if (files.length === 0) {
    return {};
  }
  const missing = files.filter(file => !existsSync(file));
  if (missing.length > 0) {
    throw new SetUpError(
      `KUBECONFIG names ${missing.join(
        ' and ',
      )}, which does not exist. Correct it, or unset KUBECONFIG to start without a cluster.`,
    );
  }
  console.log(
    `The clusters of ${files.join(' and ')} will be shown (KUBECONFIG).`,
  );
  return {
    KUBECONFIG: files.join(delimiter),
    APP_CONFIG_pullPerformance_kubeconfig_file: files.join(delimiter),
  };
}
