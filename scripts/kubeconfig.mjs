// Turns KUBECONFIG into the portal's configuration. Only paths and names are passed on: the plugin reads the files itself,
// and no credential is copied anywhere.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { SetUpError } from './progress.mjs';

async function contextNames(file) {
  // Installed by now; not before.
  const { parse } = await import('yaml');
  try {
    const { contexts } = parse(readFileSync(file, 'utf8'));
    return contexts.map(({ name }) => name);
  } catch (error) {
    throw new SetUpError(
      `${file}, which KUBECONFIG names, is no kubeconfig with contexts: ${error.message}`,
    );
  }
}

/**
 * The environment variables that make the portal read the clusters of KUBECONFIG: every context of one file,
 * or those of several files, of which the first that names a context wins, as with kubectl.
 *
 * The Kubernetes plugin does not get these clusters: it knows neither client certificates nor exec plugins, and
 * a token would have to be copied into its configuration. Its own tab stays empty; configure it in app-config.local.yaml.
 */
export async function kubeconfigEnvironment() {
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
        ', ',
      )}, which does not exist. Correct it, or unset KUBECONFIG to start without a cluster.`,
    );
  }

  const clusters = new Map();
  for (const file of files) {
    for (const context of await contextNames(file)) {
      if (!clusters.has(context)) {
        clusters.set(context, { name: context, kubeconfig: { file, context } });
      }
    }
  }
  console.log(`Clusters of KUBECONFIG: ${[...clusters.keys()].join(', ')}`);
  return files.length === 1
    ? { APP_CONFIG_pullPerformance_kubeconfig_file: files[0] }
    : {
        APP_CONFIG_pullPerformance_clusters: JSON.stringify([
          ...clusters.values(),
        ]),
      };
}
