import { ServiceNode } from 'backstage-plugin-pull-performance-common';
import { useId, useState } from 'react';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { NodeGroup, nodeKey, nodeRows } from '../../nodes/nodeRows';
import { Column, DataTable, Row } from '../DataTable';
import { NodeDetails } from './NodeDetails';
import { groupCells, nodeCells } from './nodeCells';

const COLUMNS: [
  (
    | 'node'
    | 'pulls'
    | 'p95'
    | 'health'
    | 'limit'
    | 'used'
    | 'queue'
    | 'capacity'
    | 'mode'
  ),
  Column['kind'],
][] = [
  ['node', 'name'],
  ['pulls', 'number'],
  ['p95', 'number'],
  ['health', 'keep'],
  ['used', 'keep'],
  ['queue', 'number'],
  ['limit', 'keep'],
  ['capacity', 'number'],
  ['mode', 'keep'],
];

/** Narrow pages leave these to the details. */
const WIDE_ONLY = ['pulls', 'limit', 'capacity', 'mode'];

/** A row for each node that is not healthy, and one for the healthy ones of a pool. */
export function NodesTable(props: {
  nodes: ServiceNode[];
  /** Whether the service runs in several clusters, so that each is named. */
  severalClusters: boolean;
  narrow: boolean;
}) {
  const { nodes, severalClusters, narrow } = props;
  const t = usePullTranslation();
  const [opened, setOpened] = useState<readonly string[]>([]);
  const idPrefix = useId();
  const toggle = (key: string) =>
    setOpened(
      opened.includes(key)
        ? opened.filter(other => other !== key)
        : [...opened, key],
    );
  const columns = COLUMNS.filter(
    ([name]) => !narrow || !WIDE_ONLY.includes(name),
  );

  const rowOf = (node: ServiceNode, nested: boolean): Row => {
    const key = nodeKey(node);
    const open = opened.includes(key);
    const id = `${idPrefix} ${key}`.replace(/\s+/g, '-');
    const cells = nodeCells(t, node, {
      severalClusters,
      narrow,
      toggle: { open, toggle: () => toggle(key), controls: id },
    });
    return {
      key,
      nested,
      cells: columns.map(([name]) => cells[name]),
      details: open ? { id, body: <NodeDetails node={node} /> } : undefined,
    };
  };
  const rowsOf = (group: NodeGroup): Row[] => {
    const open = opened.includes(group.key);
    const cells = groupCells(t, group, {
      severalClusters,
      narrow,
      toggle: { open, toggle: () => toggle(group.key) },
    });
    return [
      { key: group.key, cells: columns.map(([name]) => cells[name]) },
      ...(open ? group.nodes.map(node => rowOf(node, true)) : []),
    ];
  };
  return (
    <DataTable
      label={t('nodes.title')}
      columns={columns.map(([name, kind]) => ({
        title: t(`nodes.columns.${name}`),
        kind,
      }))}
      rows={nodeRows(nodes).flatMap(row =>
        row.kind === 'node' ? [rowOf(row.node, false)] : rowsOf(row.group),
      )}
    />
  );
}
