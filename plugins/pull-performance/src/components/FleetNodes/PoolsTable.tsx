import {
  defaultDiskThresholds,
  NodePool,
} from 'backstage-plugin-pull-performance-common';
import { useId, useState } from 'react';
import { PoolOrder } from '../../hooks/useFleetFilters';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { poolKey } from '../../nodes/pools';
import { queueAxisEnd } from '../../nodes/queueMarks';
import { Column, DataTable } from '../DataTable';
import { PoolDetails } from './PoolDetails';
import { poolCells } from './poolCells';
import { QueueAxis } from './QueuePlot';

type ColumnName = keyof ReturnType<typeof poolCells>;

interface PoolColumn {
  name: ColumnName;
  kind: Column['kind'];
  /** By what it sorts. */
  order?: PoolOrder;
  /** Narrow pages leave it to the details. */
  wideOnly?: boolean;
  /** Only in place of the drawing, or only with it. */
  only?: 'table' | 'chart';
}

/** What is wrong comes before what it is made of: wide tables scroll. */
const COLUMNS: PoolColumn[] = [
  { name: 'pool', kind: 'name' },
  { name: 'nodes', kind: 'number', order: 'nodes' },
  { name: 'hours', kind: 'number', order: 'waitHours' },
  { name: 'mean', kind: 'number' },
  { name: 'throttled', kind: 'keep', order: 'throttledShare' },
  { name: 'queue', kind: 'keep', only: 'chart', wideOnly: true },
  { name: 'queueMedian', kind: 'number', only: 'table' },
  { name: 'queueHighest', kind: 'number', only: 'table' },
  { name: 'queueLong', kind: 'number', only: 'table' },
  { name: 'limit', kind: 'name', wideOnly: true },
  { name: 'vmSize', kind: 'name', wideOnly: true },
  { name: 'mode', kind: 'keep', wideOnly: true },
];

/** A row for each node pool. */
export function PoolsTable(props: {
  pools: NodePool[];
  order: PoolOrder;
  sortBy: (order: PoolOrder) => void;
  /** The queue plots as figures. */
  asTable: boolean;
  narrow: boolean;
}) {
  const { pools, order, sortBy, asTable, narrow } = props;
  const t = usePullTranslation();
  const [opened, setOpened] = useState<readonly string[]>([]);
  const idPrefix = useId();
  const axisEnd = queueAxisEnd(pools.flatMap(({ marks }) => marks));
  const columns = COLUMNS.filter(
    ({ only, wideOnly }) =>
      (!narrow || !wideOnly) && only !== (asTable ? 'chart' : 'table'),
  );
  const toggle = (key: string) =>
    setOpened(
      opened.includes(key)
        ? opened.filter(other => other !== key)
        : [...opened, key],
    );
  return (
    <DataTable
      label={t('fleet.pools')}
      columns={columns.map(({ name, kind, order: by }) => ({
        title: t(`fleet.columns.${name}`, {
          depth: String(defaultDiskThresholds.queueDepth),
        }),
        kind,
        hint: by && t('fleet.sortHint'),
        sort: by && { active: order === by, choose: () => sortBy(by) },
        axis: name === 'queue' && <QueueAxis end={axisEnd} />,
      }))}
      rows={pools.map((pool, index) => {
        const key = poolKey(pool);
        const open = opened.includes(key);
        const id = `${idPrefix}-${index}`;
        const cells = poolCells(t, pool, {
          axisEnd,
          toggle: { open, toggle: () => toggle(key), controls: id },
        });
        return {
          key,
          cells: columns.map(({ name }) => cells[name]),
          details: open
            ? {
                id,
                body: (
                  <PoolDetails
                    pool={pool}
                    axisEnd={narrow && !asTable ? axisEnd : undefined}
                  />
                ),
              }
            : undefined,
        };
      })}
    />
  );
}
