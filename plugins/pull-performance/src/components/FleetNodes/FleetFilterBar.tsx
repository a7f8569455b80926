import { makeStyles } from '@material-ui/core/styles';
import BarChart from '@material-ui/icons/BarChart';
import TableChartOutlined from '@material-ui/icons/TableChartOutlined';
import {
  FleetNodePage,
  formatDay,
  formatTimeOfDay,
} from 'backstage-plugin-pull-performance-common';
import { FleetFilters } from '../../hooks/useFleetFilters';
import { Load } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { RANGE_DAYS } from '../../hooks/useTabFilters';
import { pullColors } from '../../theme';
import { ActionButton } from '../ActionButton';
import { SelectField } from '../SelectField';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: 10,
      fontFamily: theme.typography.fontFamily,
    },
    note: { fontSize: 12, color: pullColors(theme).secondText },
    tables: { marginLeft: 'auto' },
  }),
  { name: 'PullPerformanceFleetFilterBar' },
);

/** Time range and cluster for all sections, what they cover, and tables for all charts. */
export function FleetFilterBar(props: {
  filters: FleetFilters;
  change: (filters: Partial<FleetFilters>) => void;
  /** Every cluster that can be chosen. */
  clusters: string[];
  load: Load<FleetNodePage>;
  allTables: boolean;
  showAllTables: (show: boolean) => void;
}) {
  const { filters, change, clusters, load, allTables, showAllTables } = props;
  const { value, loadedAt } = load;
  const classes = useStyles();
  const t = usePullTranslation();
  const Icon = allTables ? BarChart : TableChartOutlined;
  return (
    <section className={classes.root} aria-label={t('tab.filters')}>
      <SelectField
        label={t('tab.timeRange')}
        value={String(filters.days)}
        options={RANGE_DAYS.map(days => ({
          value: String(days),
          label: t(`tab.range${days}`),
        }))}
        onChange={days => change({ days: Number(days) })}
      />
      <SelectField
        label={t('tab.cluster')}
        value={filters.cluster ?? ''}
        options={[
          {
            value: '',
            label: t('tab.allClusters', { clusters: String(clusters.length) }),
          },
          ...clusters.map(cluster => ({ value: cluster, label: cluster })),
        ]}
        onChange={cluster => change({ cluster: cluster || undefined })}
      />
      {value && loadedAt && (
        <span className={classes.note}>
          {t('tab.covered', {
            from: formatDay(value.window.from),
            to: formatDay(value.window.to),
          })}
          {' · '}
          {t('tab.updated', { time: formatTimeOfDay(loadedAt.toISOString()) })}
        </span>
      )}
      <ActionButton
        className={classes.tables}
        startIcon={<Icon fontSize="inherit" aria-hidden />}
        onClick={() => showAllTables(!allTables)}
      >
        {allTables ? t('tab.allAsCharts') : t('tab.allAsTables')}
      </ActionButton>
    </section>
  );
}
