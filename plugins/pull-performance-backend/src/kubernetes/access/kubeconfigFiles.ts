import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { InputError } from '@backstage/errors';
import { KubeConfig } from '@kubernetes/client-node';
import { codeOf } from '../watch/plainText';

/** A cluster that a kubeconfig describes. */
export interface KubeconfigCluster {
  /** The name that annotations and answers use. */
  name: string;
  /** One file, or several as in the variable `KUBECONFIG`; where kubectl looks when absent. */
  file?: string;
  /** The current context when absent. */
  context?: string;
}

/** Where kubectl looks: `KUBECONFIG`, or else the file in the home directory. */
export function defaultFiles(): string {
  return process.env.KUBECONFIG || join(homedir(), '.kube', 'config');
}

async function loadFile(file: string): Promise<KubeConfig> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(
      codeOf(error) === 'ENOENT'
        ? `The kubeconfig file '${file}' does not exist. Check the path in pullPerformance.clusters or in KUBECONFIG.`
        : `The kubeconfig file '${file}' cannot be read (${
            codeOf(error) ?? 'unknown reason'
          }). Let the account that runs Backstage read it.`,
    );
  }
  const config = new KubeConfig();
  try {
    config.loadFromString(text);
    config.makePathsAbsolute(dirname(file));
  } catch {
    // The parser's own error quotes the text, which may be a credential.
    throw new InputError(
      `The file '${file}' is not a valid kubeconfig. Check it with: kubectl config view --kubeconfig '${file}'`,
    );
  }
  return config;
}

function firstOfEachName<T extends { name: string }>(items: T[]): T[] {
  return [...new Map([...items].reverse().map(item => [item.name, item]))]
    .map(([, item]) => item)
    .reverse();
}

/**
 * Loads one or several files the way kubectl does: of equal names the first wins.
 *
 * @throws InputError that names the file, never its content.
 */
export async function loadKubeconfig(fileList?: string): Promise<KubeConfig> {
  const files = (fileList ?? defaultFiles())
    .split(delimiter)
    .filter(file => file !== '');
  const configs: KubeConfig[] = [];
  const errors: unknown[] = [];
  for (const file of files) {
    await loadFile(file).then(
      config => configs.push(config),
      error => errors.push(error),
    );
  }
  if (configs.length === 0) {
    throw errors[0] ?? new InputError('No kubeconfig file is named.');
  }
  const merged = new KubeConfig();
  merged.loadFromOptions({
    clusters: firstOfEachName(configs.flatMap(config => config.clusters)),
    users: firstOfEachName(configs.flatMap(config => config.users)),
    contexts: firstOfEachName(configs.flatMap(config => config.contexts)),
    currentContext: configs.map(each => each.currentContext).find(Boolean),
  });
  return merged;
}

/**
 * Loads a cluster's files and makes its context the current one.
 *
 * @throws InputError that names what is missing.
 */
export async function loadContext(
  cluster: KubeconfigCluster,
): Promise<KubeConfig> {
  const config = await loadKubeconfig(cluster.file);
  const where = cluster.file ?? 'the default kubeconfig';
  const name = cluster.context ?? config.getCurrentContext();
  const known = config.getContexts().map(context => context.name);
  const context = name ? config.getContextObject(name) : null;
  if (!name || !context) {
    throw new InputError(
      `Cluster '${cluster.name}': ${
        name ? `there is no context '${name}'` : 'no context is current'
      } in ${where}. Set kubeconfig.context to one of: ${
        known.join(', ') || '(the file has none)'
      }.`,
    );
  }
  config.setCurrentContext(name);
  if (!config.getCurrentCluster()) {
    throw new InputError(
      `Cluster '${cluster.name}': context '${name}' of ${where} names the cluster '${context.cluster}', which is not there. Add it to the file, or choose another context.`,
    );
  }
  if (context.user && !config.getCurrentUser()) {
    throw new InputError(
      `Cluster '${cluster.name}': context '${name}' of ${where} names the user '${context.user}', which is not there. Add it to the file, or choose another context.`,
    );
  }
  return config;
}

/**
 * Every context of kubeconfig files as a cluster of that name.
 *
 * @param fileList - one file, or several as in the variable `KUBECONFIG`
 * @throws InputError when none of the files can be read.
 */
export async function clustersOfKubeconfig(
  fileList: string,
): Promise<KubeconfigCluster[]> {
  const config = await loadKubeconfig(fileList);
  return config
    .getContexts()
    .map(({ name }) => ({ name, file: fileList, context: name }));
}
