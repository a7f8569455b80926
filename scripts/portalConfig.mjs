// The portal's configuration as it will read it: files, arguments and APP_CONFIG_ variables merged.
import { root } from './paths.mjs';

/** Reads it; needs the dependencies. `args` are those of `backstage-cli repo start`, `env` its environment. */
export async function readPortalConfig({ args, env }) {
  const { ConfigSources } = await import('@backstage/config-loader');
  const source = ConfigSources.default({ rootDir: root, argv: args, env });
  const config = await ConfigSources.toConfig(source);
  config.close();
  return config;
}

/** Whether the portal has any cluster to read. */
export function hasClusters(config) {
  const direct = config.getOptional('pullPerformance.clusters') ?? [];
  const methods = config.getOptional('kubernetes.clusterLocatorMethods') ?? [];
  return (
    direct.length > 0 ||
    config.has('pullPerformance.kubeconfig') ||
    // Other types find their clusters elsewhere.
    methods.some(({ type, clusters }) => type !== 'config' || clusters?.length)
  );
}
