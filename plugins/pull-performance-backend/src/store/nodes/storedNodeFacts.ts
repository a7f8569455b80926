import { NodeFacts } from 'backstage-plugin-pull-performance-common';
import { Knex } from 'knex';
import { insertOrUpdate } from '../bulk';
import { chunks, inTransaction } from '../database';
import { NodeRow } from '../images/rows';
import { nodeNumber, nodeNumbers } from '../images/storedNodes';
import { DescribedNode, NodeDescription, SourceFacts } from '../NodeStore';
import { NodeFactsRow } from './rows';

const NODES_PER_TRANSACTION = 200;

const columns = {
  node_id: 'integer',
  description: 'text',
  facts: 'text',
  changed_at: 'bigint',
} as const;

/** See NodeStore.saveNodeDescriptions. */
export async function saveNodeDescriptions(
  knex: Knex,
  options: {
    cluster: string;
    nodes: NodeDescription[];
    atMs: number;
    past?: boolean;
  },
): Promise<void> {
  const { cluster, atMs, past = false } = options;
  for (const nodes of chunks(options.nodes, NODES_PER_TRANSACTION)) {
    await change(knex, {
      ...{ cluster, atMs, gone: past },
      news: new Map(nodes.map(node => [node.name, node])),
      changed: (row, description) => ({
        ...row,
        description:
          past && row.description !== null
            ? row.description
            : JSON.stringify(description),
      }),
    });
  }
}

/** See NodeStore.saveNodeFacts. */
export async function saveNodeFacts(
  knex: Knex,
  options: {
    cluster: string;
    source: string;
    facts: readonly NodeFacts[];
    atMs: number;
  },
): Promise<void> {
  const { cluster, source, atMs } = options;
  for (const facts of chunks(options.facts, NODES_PER_TRANSACTION)) {
    await change(knex, {
      cluster,
      atMs,
      news: new Map(facts.map(one => [one.node, one])),
      changed: (row, news) => {
        const told: SourceFacts[] = JSON.parse(row.facts);
        const others = told.filter(one => one.source !== source);
        return {
          ...row,
          facts: JSON.stringify([...others, { source, facts: news }]),
        };
      },
    });
  }
}

async function change<News>(
  knex: Knex,
  options: {
    cluster: string;
    atMs: number;
    /** Whether nodes that nobody knew are gone. */
    gone?: boolean;
    news: ReadonlyMap<string, News>;
    changed: (row: NodeFactsRow, news: News) => NodeFactsRow;
  },
): Promise<void> {
  const { cluster, atMs, gone, news, changed } = options;
  await inTransaction(knex, async trx => {
    const names = [...news.keys()].sort().map(name => ({ name, gone }));
    const numbers = await nodeNumbers(trx, cluster, names, atMs);
    const ids = new Map(
      names.map(({ name }) => [name, nodeNumber(numbers, cluster, name)]),
    );
    const before = new Map<number, NodeFactsRow>();
    for (const part of chunks([...ids.values()])) {
      // Sources and collectors write the same rows.
      await trx('nodes')
        .select('id')
        .whereIn('id', part)
        .orderBy('id')
        .forUpdate();
      const rows: NodeFactsRow[] = await trx('node_facts').whereIn(
        'node_id',
        part,
      );
      for (const row of rows) before.set(row.node_id, row);
    }
    const rows = new Map<number, NodeFactsRow>();
    for (const [name, nodeId] of ids) {
      const row = rows.get(nodeId) ??
        before.get(nodeId) ?? {
          ...{ node_id: nodeId, description: null, facts: '[]' },
          changed_at: atMs,
        };
      rows.set(nodeId, { ...changed(row, news.get(name)!), changed_at: atMs });
    }
    await insertOrUpdate(trx, 'node_facts', {
      columns,
      rows: [...rows.values()],
      key: ['node_id'],
    });
  });
}

/** A node and what is told of it, as queries join them. */
export type DescribedRow = Pick<NodeRow, 'id' | 'cluster' | 'name' | 'gone'> & {
  description: string | null;
  facts: string | null;
};

/** Nodes with what is told of them, as a query to restrict. */
export function describedNodes(knex: Knex): Knex.QueryBuilder {
  return knex('nodes')
    .leftJoin('node_facts', 'node_facts.node_id', 'nodes.id')
    .select('nodes.id', 'nodes.cluster', 'nodes.name', 'nodes.gone')
    .select('node_facts.description', 'node_facts.facts')
    .orderBy('nodes.id');
}

export function toDescribedNode(row: DescribedRow): DescribedNode {
  return {
    id: row.id,
    cluster: row.cluster,
    name: row.name,
    gone: Boolean(row.gone),
    description:
      row.description === null ? undefined : JSON.parse(row.description),
    facts: row.facts === null ? [] : JSON.parse(row.facts),
  };
}

/** See NodeStore.listNodeClusters. */
export function listNodeClusters(knex: Knex): Promise<string[]> {
  return knex('nodes')
    .distinct('cluster')
    .where({ gone: false })
    .orderBy('cluster')
    .pluck('cluster');
}

/** See NodeStore.listClusterNodes. */
export async function listClusterNodes(
  knex: Knex,
  options: { cluster: string; afterId?: number; limit: number },
): Promise<DescribedNode[]> {
  const { cluster, afterId = 0, limit } = options;
  const rows: DescribedRow[] = await describedNodes(knex)
    .where({ cluster, gone: false })
    .where('nodes.id', '>', afterId)
    .limit(limit);
  return rows.map(toDescribedNode);
}
