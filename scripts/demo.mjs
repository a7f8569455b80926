// Shows the demo fleet in the portal when no cluster is configured, or when the configuration says so.
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join, resolve } from 'node:path';
import { fleetPackage, startDemoFleet } from './demoFleet.mjs';
import { cache, root } from './paths.mjs';
import { hasClusters, readPortalConfig } from './portalConfig.mjs';
import { exitIfInterrupted } from './processes.mjs';

const realDatabase = join(cache, 'database');
/** The demo's services take the place of these in the catalog. */
const exampleServices = '../../examples/entities.yaml';

/**
 * Where the fleet's state is: in the database's directory, since who removes that wants the history again.
 * `database`: a directory that the portal must use instead of the configured one.
 */
function placesOf(config, isAlone) {
  const connection = config.getOptional('backend.database.connection');
  const directory =
    connection?.directory &&
    resolve(root, 'packages', 'backend', connection.directory);
  // Nothing simulated gets into the database of real clusters, unless both are shown.
  const database =
    isAlone && directory === realDatabase ? join(cache, 'demo') : undefined;
  const state = join(database ?? directory ?? cache, 'demo-fleet');
  if (connection === ':memory:') {
    rmSync(state, { recursive: true, force: true });
  }
  return { database, state };
}

function contextsOf(kubeconfig) {
  const { parse } = createRequire(join(fleetPackage, 'package.json'))('yaml');
  const { contexts } = parse(readFileSync(kubeconfig, 'utf8'));
  return contexts.map(({ name }) => name);
}

/** The variables that lay the demo over the portal's configuration. No file and no log has them. */
function portalVariables(details) {
  const { config, isAlone, database, kubeconfig, registry, nodeDisks, token } =
    details;
  const optional = key => config.getOptional(`pullPerformance.${key}`);
  const files = optional('kubeconfig.file');
  const contexts = optional('kubeconfig.contexts');
  const registries = optional('registries') ?? [];
  const locations = config.getOptional('catalog.locations') ?? [];
  const access = config.getOptional('backend.auth.externalAccess') ?? [];
  const overlay = {
    pullPerformance_demo_running: true,
    pullPerformance_kubeconfig_file: [files, kubeconfig]
      .filter(Boolean)
      .join(delimiter),
    pullPerformance_kubeconfig_contexts: contexts && [
      ...contexts,
      ...contextsOf(kubeconfig),
    ],
    // Plain HTTP, on the loopback alone.
    pullPerformance_registries: [
      ...registries,
      { ...registry, insecure: true },
    ],
    pullPerformance_nodeDisks_azure: [
      ...(optional('nodeDisks.azure') ?? []),
      ...nodeDisks.azure,
    ],
    pullPerformance_nodeDisks_prometheus: [
      ...(optional('nodeDisks.prometheus') ?? []),
      ...nodeDisks.prometheus,
    ],
    // A week shows which nodes are throttled for minutes; a demo is watched for less.
    pullPerformance_nodeDisks_thresholds_throttledFor:
      isAlone && !optional('nodeDisks.thresholds.throttledFor')
        ? { seconds: 30 }
        : undefined,
    catalog_locations: [
      {
        type: 'file',
        target: join(fleetPackage, 'catalog', '*.yaml'),
        rules: [{ allow: ['Component', 'System', 'Domain', 'Group'] }],
      },
      ...locations.filter(
        ({ target }) => !(isAlone && target === exampleServices),
      ),
    ],
    backend_auth_externalAccess: [
      ...access,
      {
        type: 'static',
        options: { token, subject: 'demo-fleet' },
        accessRestrictions: [
          { plugin: 'pull-performance', permission: 'pull-performance.ingest' },
        ],
      },
    ],
    backend_database_connection_directory: database,
  };
  return Object.fromEntries(
    Object.entries(overlay)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`APP_CONFIG_${key}`, JSON.stringify(value)]),
  );
}

/**
 * Starts the demo if it is wanted.
 *
 * @param options - `node`, `env`: to run programs with. `args`: those of `backstage-cli repo start`.
 * @returns {Promise<{ env: Record<string, string>, stop(): Promise<void> }>} what the portal's environment gets in addition
 */
export async function startDemo({ node, env, args }) {
  const none = { env: {}, stop: async () => {} };
  let config;
  try {
    config = await readPortalConfig({ args, env });
  } catch {
    return none; // The portal reads the same, and says what is wrong.
  }
  const isAlone = !hasClusters(config);
  if (!(config.getOptionalBoolean('pullPerformance.demo.enabled') ?? isAlone)) {
    return none;
  }
  const { database, state } = placesOf(config, isAlone);
  try {
    const portalUrl = config.getString('backend.baseUrl');
    const { stop, ...fleet } = await startDemoFleet({
      ...{ node, env, state },
      seed: config.getOptionalNumber('pullPerformance.demo.seed'),
      pushUrl: `${portalUrl}/api/pull-performance/v1/otlp/v1/logs`,
    });
    console.log(
      `${
        isAlone ? 'No cluster is configured: the' : 'The'
      } portal shows the demo fleet, three simulated clusters.\n` +
        'Clusters of your own: KUBECONFIG=~/.kube/config npm start (other ways, and how to go without the demo: docs/demo.md)',
    );
    const details = { config, isAlone, database, ...fleet };
    return { env: portalVariables(details), stop };
  } catch (error) {
    exitIfInterrupted();
    console.error(
      `The demo fleet could not be started, the portal starts without it: ${error.message}`,
    );
    return none;
  }
}
