import { ServiceNode } from 'backstage-plugin-pull-performance-common';
import { p95Of } from '../scorecard/split';
import { usedLimit, UsedLimit } from './limits';

/** Healthy nodes of one pool, which are shown as one row. */
export interface NodeGroup {
  key: string;
  cluster: string;
  nodePool?: string;
  nodes: ServiceNode[];
}

/** A row of the nodes' table. */
export type NodeRow =
  | { kind: 'node'; key: string; node: ServiceNode }
  | { kind: 'group'; key: string; group: NodeGroup };

/** Names a node: two clusters may have nodes of one name. */
export function nodeKey({ cluster, node }: ServiceNode): string {
  return `${cluster}/${node}`;
}

/**
 * Healthy nodes grouped by pool where their pool has several, the others one by one, in the order in which they come.
 */
export function nodeRows(nodes: ServiceNode[]): NodeRow[] {
  const groups = new Map<string, NodeGroup>();
  const rows: NodeRow[] = [];
  for (const node of nodes) {
    if (node.health !== 'healthy') {
      rows.push({ kind: 'node', key: nodeKey(node), node });
      continue;
    }
    const { cluster, nodePool } = node;
    const key = JSON.stringify([cluster, nodePool]);
    const group = groups.get(key);
    if (group) {
      group.nodes.push(node);
    } else {
      const started = { key, cluster, nodePool, nodes: [node] };
      groups.set(key, started);
      rows.push({ kind: 'group', key, group: started });
    }
  }
  return rows.map(row => {
    const [only, ...others] = row.kind === 'group' ? row.group.nodes : [];
    return only && others.length === 0
      ? { kind: 'node', key: nodeKey(only), node: only }
      : row;
  });
}

/** The figures of a row: of one node, or the worst of a group. */
export interface NodeFigures {
  pulls: number;
  /** Absent where no node has enough pulls. */
  p95Seconds?: number;
  queueDepth?: number;
  used?: UsedLimit;
  usedShare?: number;
}

/** The worst of each figure, and all pulls together; of no node a figure is known when of none it is. */
export function worstFigures(nodes: ServiceNode[]): NodeFigures {
  return {
    pulls: nodes.reduce((sum, { pulls }) => sum + pulls, 0),
    p95Seconds: highest(nodes.map(({ waitSeconds }) => p95Of(waitSeconds))),
    queueDepth: highest(nodes.map(({ disk }) => disk?.queueDepth)),
    used: nodes
      .flatMap(({ disk }) => usedLimit(disk) ?? [])
      .sort((one, other) => other.share - one.share)[0],
    usedShare: highest(nodes.map(({ disk }) => disk?.usedShare)),
  };
}

/** The value that all have, or undefined when they differ. */
export function common<T>(
  values: T[],
  same: (one: T, other: T) => boolean = Object.is,
): T | undefined {
  const [first] = values;
  return values.every(value => same(first, value)) ? first : undefined;
}

function highest(values: (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
