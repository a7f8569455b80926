import { makeStyles } from '@material-ui/core/styles';
import { NodePool } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { clockHour, hoursOfDay } from '../../nodes/hours';
import { poolKey } from '../../nodes/pools';
import { pullColors, visuallyHidden } from '../../theme';
import { ScrollArea } from '../ScrollArea';
import { HourCellView } from './HourCellView';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    const { paper } = theme.palette.background;
    return {
      table: {
        width: '100%',
        borderCollapse: 'separate',
        borderSpacing: 2,
        fontSize: 12,
        fontVariantNumeric: 'tabular-nums',
      },
      pool: {
        position: 'sticky',
        left: 0,
        zIndex: 1,
        minWidth: 120,
        maxWidth: 190,
        padding: '2px 10px 2px 0',
        fontWeight: 400,
        textAlign: 'left',
        overflowWrap: 'anywhere',
        color: colors.secondText,
        backgroundColor: paper,
        '& b': { color: theme.palette.text.primary, fontWeight: 500 },
      },
      hour: { padding: 0, fontWeight: 400, color: colors.secondText },
      hidden: visuallyHidden,
      legend: { margin: '8px 0 0', fontSize: 12, color: colors.secondText },
    };
  },
  { name: 'PullPerformanceHourGrid' },
);

/** Every second hour is written at its column. */
const LABEL_EVERY = 2;

/** A row for each pool and a column for each hour of the day: a table, so that it needs no other. */
export function HourGrid(props: { pools: NodePool[] }) {
  const { pools } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <>
      <ScrollArea label={t('fleet.hours.title')} content={pools}>
        <table className={classes.table} aria-label={t('fleet.hours.title')}>
          <thead>
            <tr>
              <th scope="col" className={classes.pool}>
                {t('fleet.hours.pool')}
              </th>
              {hoursOfDay([]).map((_, hour) => (
                <th key={clockHour(hour)} scope="col" className={classes.hour}>
                  <span
                    className={hour % LABEL_EVERY ? classes.hidden : undefined}
                  >
                    {clockHour(hour)}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {pools.map(pool => (
              <tr key={poolKey(pool)}>
                <th scope="row" className={classes.pool}>
                  <b>{pool.nodePool ?? t('fleet.unknownPool')}</b>{' '}
                  {pool.cluster}
                </th>
                {hoursOfDay(pool.hours).map((cell, hour) => (
                  <HourCellView key={clockHour(hour)} hour={hour} cell={cell} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <p className={classes.legend}>{t('fleet.hours.legend')}</p>
    </>
  );
}
