import { makeStyles } from '@material-ui/core/styles';
import {
  formatCount,
  formatHours,
  formatShare,
  NodePool,
} from 'backstage-plugin-pull-performance-common';
import { decimalCell, NO_VALUE } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { DataTable } from '../DataTable';
import { HealthMark } from '../HealthMark';

const useStyles = makeStyles(
  theme => ({
    root: { marginTop: 10 },
    note: {
      margin: '4px 0 0',
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
  }),
  { name: 'PullPerformancePoolNodes' },
);

/** The nodes of a pool one by one: what the queue plot draws, and more. */
export function PoolNodes(props: { pool: NodePool }) {
  const { nodePool, marks, nodes } = props.pool;
  const classes = useStyles();
  const t = usePullTranslation();
  if (marks.length === 0) {
    return null;
  }
  return (
    <div className={classes.root}>
      <DataTable
        tall
        label={t('fleet.details.nodesTable', {
          pool: nodePool ?? t('fleet.unknownPool'),
        })}
        columns={[
          { title: t('fleet.details.columns.node'), kind: 'name' },
          { title: t('fleet.details.columns.health'), kind: 'keep' },
          { title: t('fleet.details.columns.queue'), kind: 'number' },
          { title: t('fleet.details.columns.throttled'), kind: 'number' },
          { title: t('fleet.details.columns.hours'), kind: 'number' },
        ]}
        rows={marks.map(mark => ({
          key: mark.node,
          cells: [
            mark.node,
            <HealthMark health={mark.health}>
              {t(`nodes.health.${mark.health}`)}
            </HealthMark>,
            decimalCell(mark.queueDepth),
            mark.throttledShare === undefined
              ? NO_VALUE
              : formatShare(mark.throttledShare),
            mark.waitHours === undefined
              ? NO_VALUE
              : formatHours(mark.waitHours),
          ],
        }))}
      />
      {marks.length < nodes && (
        <p className={classes.note}>
          {t('fleet.details.moreNodes', {
            shown: formatCount(marks.length),
            all: formatCount(nodes),
          })}
        </p>
      )}
    </div>
  );
}
