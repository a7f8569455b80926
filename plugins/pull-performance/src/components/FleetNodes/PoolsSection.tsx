import { makeStyles } from '@material-ui/core/styles';
import {
  FleetNodePage,
  formatCount,
  formatHours,
  formatSeconds,
  formatShare,
  NodePool,
} from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { PoolOrder } from '../../hooks/useFleetFilters';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { useTableToggle } from '../../hooks/useShowTables';
import { throttledShareOf } from '../../nodes/pools';
import { pullColors } from '../../theme';
import { Pager } from '../Pager';
import { Section } from '../Section';
import { PoolsTable } from './PoolsTable';
import { QueueLegend } from './QueueLegend';

const useStyles = makeStyles(
  theme => ({
    note: {
      margin: '8px 0 0',
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
  }),
  { name: 'PullPerformancePoolsSection' },
);

/** The node pools, those that wait longest first unless sorted otherwise. */
export function PoolsSection(props: {
  page: FleetNodePage;
  busy: boolean;
  cursors: (string | undefined)[];
  turn: (cursors: (string | undefined)[]) => void;
  order: PoolOrder;
  sortBy: (order: PoolOrder) => void;
  allTables: boolean;
  narrow: boolean;
}) {
  const { page, busy, cursors, turn, order, sortBy, allTables, narrow } = props;
  const { items, totalItems, nextCursor } = page;
  const classes = useStyles();
  const t = usePullTranslation();
  const [asTable, toggle] = useTableToggle(allTables);
  return (
    <Section
      title={t('fleet.pools')}
      note={t('fleet.poolsNote', {
        count: totalItems,
        formatted: formatCount(totalItems),
        order: t(`fleet.order.${order}`),
      })}
      busy={busy}
      table={{ shown: asTable, toggle }}
      finding={<Finding pools={items} />}
    >
      <PoolsTable
        pools={items}
        order={order}
        sortBy={sortBy}
        asTable={asTable}
        narrow={narrow}
      />
      {!asTable && <QueueLegend pools={items} />}
      <p className={classes.note}>{t('fleet.hoursSum')}</p>
      <Pager
        label={t('fleet.pools')}
        words={{
          page: t('fleet.page', { page: String(cursors.length) }),
          newer: t('fleet.newer'),
          older: t('fleet.older'),
        }}
        cursors={cursors}
        next={nextCursor}
        change={turn}
      />
    </Section>
  );
}

/** Where pods wait longest, and whether the disks there are the reason. */
function Finding(props: { pools: NodePool[] }) {
  const t = usePullTranslation();
  const [worst] = [...props.pools].sort(
    (one, other) => other.waitHours - one.waitHours,
  );
  if (!worst || worst.waitHours <= 0) {
    return null;
  }
  const { cluster, nodePool, waitHours, meanWaitSeconds, pulling } = worst;
  const share = throttledShareOf(pulling);
  let disks: string = t('fleet.finding.notMeasured');
  if (share !== undefined) {
    disks =
      share > 0
        ? t('fleet.finding.throttled', { share: formatShare(share) })
        : t('fleet.finding.notThrottled');
  }
  const words = {
    pool: nodePool ?? t('fleet.unknownPool'),
    cluster,
    hours: formatHours(waitHours),
  };
  return (
    <>
      {sentences(
        meanWaitSeconds === undefined
          ? t('fleet.finding.most', words)
          : t('fleet.finding.mostMean', {
              ...words,
              mean: formatSeconds(meanWaitSeconds),
            }),
        disks,
      )}
    </>
  );
}
