import { makeStyles } from '@material-ui/core/styles';
import BarChart from '@material-ui/icons/BarChart';
import TableChartOutlined from '@material-ui/icons/TableChartOutlined';
import {
  formatCount,
  formatDay,
  formatTimeOfDay,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { Load } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { RANGE_DAYS, TabFilters } from '../../hooks/useTabFilters';
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
  { name: 'PullPerformanceFilterBar' },
);

/** Time range and cluster for all sections, what they cover, and tables for all charts. */
export function FilterBar(props: {
  filters: TabFilters;
  change: (filters: Partial<TabFilters>) => void;
  /** Every cluster that can be chosen. */
  clusters: string[];
  load: Load<Scorecard>;
  allTables: boolean;
  showAllTables: (show: boolean) => void;
}) {
  const { filters, change, clusters, load, allTables, showAllTables } = props;
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
      <Covered load={load} />
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

function Covered(props: { load: Load<Scorecard> }) {
  const { value, loadedAt } = props.load;
  const classes = useStyles();
  const t = usePullTranslation();
  if (!value || !loadedAt) {
    return null;
  }
  const { window, allClusters } = value;
  const count = Object.values(allClusters?.counts ?? {}).reduce(
    (sum, outcome) => sum + outcome,
    0,
  );
  return (
    <span className={classes.note}>
      {[
        t('tab.covered', {
          from: formatDay(window.from),
          to: formatDay(window.to),
        }),
        t('count.pulls', { count, formatted: formatCount(count) }),
        t('tab.updated', { time: formatTimeOfDay(loadedAt.toISOString()) }),
      ].join(' · ')}
    </span>
  );
}
