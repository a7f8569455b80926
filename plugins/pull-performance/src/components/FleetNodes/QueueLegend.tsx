import { makeStyles, useTheme } from '@material-ui/core/styles';
import {
  defaultDiskThresholds,
  NodePool,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { LONGEST_AXIS } from '../../nodes/queueMarks';
import { pullColors } from '../../theme';
import { QueueMark } from './QueueMark';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      columnGap: 14,
      rowGap: 2,
      margin: '8px 0 0',
      padding: 0,
      listStyle: 'none',
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
    item: { display: 'inline-flex', alignItems: 'center', gap: 6 },
  }),
  { name: 'PullPerformanceQueueLegend' },
);

/** What the marks of the queue plots are. */
export function QueueLegend(props: { pools: NodePool[] }) {
  const { pools } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const theme = useTheme();
  const depths = pools.flatMap(({ marks }) =>
    marks.flatMap(({ queueDepth }) => queueDepth ?? []),
  );
  const depth = String(defaultDiskThresholds.queueDepth);
  if (depths.length === 0) {
    return null;
  }
  return (
    <ul className={classes.root}>
      <li className={classes.item}>
        <svg width={10} height={10} aria-hidden>
          <QueueMark x={5} y={5} long={false} />
        </svg>
        {t('fleet.queue.node')}
      </li>
      <li className={classes.item}>
        <svg width={10} height={10} aria-hidden>
          <QueueMark x={5} y={5} long />
        </svg>
        {t('fleet.queue.long', { depth })}
      </li>
      <li className={classes.item}>
        <svg width={4} height={12} aria-hidden>
          <rect x={1} width={2} height={12} fill={theme.palette.text.primary} />
        </svg>
        {t('fleet.queue.median')}
      </li>
      {depths.some(queueDepth => queueDepth > LONGEST_AXIS) && (
        <li>{t('fleet.queue.beyond', { depth: String(LONGEST_AXIS) })}</li>
      )}
      {pools.some(({ marks, nodes }) => marks.length < nodes) && (
        <li>{t('fleet.queue.shortened')}</li>
      )}
    </ul>
  );
}
