import {
  formatPlatform,
  Platform,
  PoolOfNodes,
  ServiceCluster,
} from 'backstage-plugin-pull-performance-common';
import { platformOf } from '../../kubernetes/workloads/images';
import { Labels, labelOf } from '../../kubernetes/workloads/labels';
import { nodePoolLabelOf } from '../../kubernetes/workloads/nodePool';
import { DescribedNode } from '../../store/NodeStore';
import { TimeWindow } from '../../store/PullStore';

/** Numbers in versions count as numbers: `v1.9.0` comes before `v1.34.2`. */
const byVersion = new Intl.Collator('en', { numeric: true });

/** What the nodes of one cluster that ran a service have in common, and in what they differ. */
export function serviceCluster(
  cluster: string,
  options: {
    /** Those that exist. */
    nodes: readonly DescribedNode[];
    window: TimeWindow;
  },
): ServiceCluster {
  const { nodes, window } = options;
  const descriptions = nodes.flatMap(({ description }) => description ?? []);
  const labels = descriptions.map(description => description.labels);
  const createdAtMs = descriptions.flatMap(node => node.createdAtMs ?? []);
  const young = createdAtMs.filter(atMs => atMs >= window.fromMs);
  return {
    cluster,
    nodes: nodes.length,
    pools: poolsOf(labels),
    platforms: platformsOf(labels),
    zones: distinct(
      labels.map(of => labelOf(of, 'topology.kubernetes.io/zone')),
    ),
    kubernetesVersions: distinct(
      descriptions.map(({ kubeletVersion }) => kubeletVersion),
    ),
    containerRuntimes: distinct(
      descriptions.map(({ containerRuntime }) => containerRuntime),
    ),
    youngNodesShare:
      createdAtMs.length > 0 ? young.length / createdAtMs.length : undefined,
  };
}

/** Those of most nodes first. */
function poolsOf(labels: readonly Labels[]): PoolOfNodes[] {
  const pools = new Map<string, PoolOfNodes>();
  for (const found of labels.flatMap(of => nodePoolLabelOf(of) ?? [])) {
    const key = `${found.label}=${found.value}`;
    const pool = pools.get(key) ?? { ...found, nodes: 0 };
    pools.set(key, pool);
    pool.nodes += 1;
  }
  return [...pools.values()].sort(
    (one, other) =>
      other.nodes - one.nodes ||
      byVersion.compare(one.label, other.label) ||
      byVersion.compare(one.value, other.value),
  );
}

function platformsOf(labels: readonly Labels[]): Platform[] {
  const platforms = new Map<string, Platform>();
  for (const platform of labels.flatMap(of => platformOf(of, {}) ?? [])) {
    platforms.set(formatPlatform(platform), platform);
  }
  return [...platforms]
    .sort(([one], [other]) => byVersion.compare(one, other))
    .map(([, platform]) => platform);
}

/** Each text once, lowest first. */
function distinct(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.flatMap(text => text || []))].sort(
    byVersion.compare,
  );
}
