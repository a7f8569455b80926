import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  areaDefinitions,
  defaultScoreSettings,
  parseTargets,
  parseWeights,
  ScoreSettings,
} from 'backstage-plugin-pull-performance-common';
import { readDurationMs } from './configDurations';
import {
  NodeDisksConfig,
  readNodeDisksConfig,
} from './nodes/config/nodeDisksConfig';
import {
  readRegistriesConfig,
  RegistriesConfig,
} from './registry/config/registryConfig';

const root = 'pullPerformance';
const secondMs = 1000;
const hourMs = 60 * 60 * secondMs;
const dayMs = 24 * hourMs;

/** The longest window that can be asked for, in days. */
export const longestWindowDays = 400;

/** A cluster that is read directly. */
export interface DirectClusterConfig {
  name: string;
  /** Absent: where kubectl would look. */
  file?: string;
  /** Absent: the current context. */
  context?: string;
}

/** The plugin's configuration, read and checked. Durations are milliseconds. */
export interface PullPerformanceConfig {
  kubernetesPlugin: { enabled: boolean };
  clusters: DirectClusterConfig[];
  kubeconfig?: { file: string; contexts?: string[] };
  registries: RegistriesConfig;
  nodeDisks: NodeDisksConfig;
  scorecard: ScoreSettings & { windowMs: number };
  retention: { pullsMs: number; rollupsMs: number };
  schedules: {
    servicesMs: number;
    clustersMs: number;
    pruneMs: number;
    imagesMs: number;
    tagsMs: number;
    nodesMs: number;
    nodeFactsMs: number;
  };
}

/**
 * Reads everything under `pullPerformance`; `config.d.ts` explains each key.
 *
 * @throws InputError that names the key that is wrong, and what it may be
 */
export function readPullPerformanceConfig(
  rootConfig: Config,
): PullPerformanceConfig {
  const retention = {
    pullsMs: readDurationMs(rootConfig, 'retention.pulls', {
      defaultMs: 14 * dayMs,
      leastMs: hourMs,
    }),
    rollupsMs: readDurationMs(rootConfig, 'retention.rollups', {
      defaultMs: longestWindowDays * dayMs,
      leastMs: hourMs,
    }),
  };
  if (retention.rollupsMs < retention.pullsMs) {
    throw new InputError(
      `${root}.retention.rollups must not be shorter than ${root}.retention.pulls`,
    );
  }
  const leastSchedule = { leastMs: secondMs, mostMs: dayMs };
  return {
    kubernetesPlugin: {
      enabled:
        rootConfig.getOptionalBoolean(`${root}.kubernetesPlugin.enabled`) ??
        true,
    },
    clusters: readClusters(rootConfig),
    kubeconfig: readKubeconfig(rootConfig),
    registries: readRegistriesConfig(rootConfig),
    nodeDisks: readNodeDisksConfig(rootConfig),
    scorecard: readScorecard(rootConfig),
    retention,
    schedules: {
      servicesMs: readDurationMs(rootConfig, 'schedules.services', {
        defaultMs: 60 * secondMs,
        ...leastSchedule,
      }),
      clustersMs: readDurationMs(rootConfig, 'schedules.clusters', {
        defaultMs: 60 * secondMs,
        ...leastSchedule,
      }),
      pruneMs: readDurationMs(rootConfig, 'schedules.prune', {
        defaultMs: hourMs,
        ...leastSchedule,
      }),
      imagesMs: readDurationMs(rootConfig, 'schedules.images', {
        defaultMs: 10 * secondMs,
        ...leastSchedule,
      }),
      tagsMs: readDurationMs(rootConfig, 'schedules.tags', {
        defaultMs: 15 * 60 * secondMs,
        ...leastSchedule,
      }),
      nodesMs: readDurationMs(rootConfig, 'schedules.nodes', {
        defaultMs: 60 * secondMs,
        leastMs: secondMs,
        // Sources are asked for an hour at most, so nothing is missed.
        mostMs: hourMs,
      }),
      nodeFactsMs: readDurationMs(rootConfig, 'schedules.nodeFacts', {
        defaultMs: 10 * 60 * secondMs,
        ...leastSchedule,
      }),
    },
  };
}

function readClusters(rootConfig: Config): DirectClusterConfig[] {
  const key = `${root}.clusters`;
  const clusters = (rootConfig.getOptionalConfigArray(key) ?? []).map(
    cluster => ({
      name: cluster.getString('name'),
      file: cluster.getOptionalString('kubeconfig.file'),
      context: cluster.getOptionalString('kubeconfig.context'),
    }),
  );
  const names = new Set<string>();
  for (const { name } of clusters) {
    if (names.has(name)) {
      throw new InputError(
        `${key} names the cluster ${name} twice; give each cluster a name of its own`,
      );
    }
    names.add(name);
  }
  return clusters;
}

function readKubeconfig(
  rootConfig: Config,
): PullPerformanceConfig['kubeconfig'] {
  const config = rootConfig.getOptionalConfig(`${root}.kubeconfig`);
  return (
    config && {
      file: config.getString('file'),
      contexts: config.getOptionalStringArray('contexts'),
    }
  );
}

function readScorecard(rootConfig: Config): PullPerformanceConfig['scorecard'] {
  const targetsKey = `${root}.scorecard.targets`;
  const targets = readObject(rootConfig, targetsKey) ?? {};
  const limits = { ...defaultScoreSettings.limits };
  for (const [id, values] of Object.entries(targets)) {
    const area = areaDefinitions.find(candidate => candidate.id === id);
    if (!area) {
      throw new InputError(
        `${targetsKey}.${id} is no area; the areas are ${areaDefinitions
          .map(candidate => candidate.id)
          .join(', ')}`,
      );
    }
    limits[area.id] = parseTargets(
      area,
      Array.isArray(values) ? values : [],
      `${targetsKey}.${id}`,
    );
  }
  const weightsKey = `${root}.scorecard.weights`;
  const weights = readObject(rootConfig, weightsKey);
  return {
    limits,
    weights: weights
      ? parseWeights(weights, weightsKey)
      : defaultScoreSettings.weights,
    windowMs: readDurationMs(rootConfig, 'scorecard.window', {
      defaultMs: 7 * dayMs,
      leastMs: hourMs,
      mostMs: longestWindowDays * dayMs,
    }),
  };
}

function readObject(
  rootConfig: Config,
  key: string,
): Record<string, unknown> | undefined {
  // getOptionalConfig refuses what is no object, and names the key.
  return rootConfig.getOptionalConfig(key)?.get();
}
