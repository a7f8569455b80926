import { makeStyles } from '@material-ui/core/styles';
import BarChart from '@material-ui/icons/BarChart';
import TableChartOutlined from '@material-ui/icons/TableChartOutlined';
import {
  formatDay,
  formatTimeOfDay,
  Window,
} from 'backstage-plugin-pull-performance-common';
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
  { name: 'PullPerformanceFilterBar' },
);

/** What can be chosen for all sections. */
interface Filters {
  days: number;
  /** All clusters when undefined. */
  cluster?: string;
}

/** Time range and cluster for all sections, what they cover, and tables for all charts. */
export function FilterBar(props: {
  filters: Filters;
  change: (filters: Partial<Filters>) => void;
  /** Every cluster that can be chosen. */
  clusters: string[];
  load: Load<{ window: Window }>;
  /** How much the answer stands on. */
  counted?: string;
  allTables: boolean;
  showAllTables: (show: boolean) => void;
}) {
  const { filters, change, clusters, load, counted } = props;
  const { allTables, showAllTables } = props;
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
      <Covered load={load} counted={counted} />
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

function Covered(props: { load: Load<{ window: Window }>; counted?: string }) {
  const { value, loadedAt } = props.load;
  const classes = useStyles();
  const t = usePullTranslation();
  if (!value || !loadedAt) {
    return null;
  }
  const { from, to } = value.window;
  return (
    <span className={classes.note}>
      {[
        t('tab.covered', { from: formatDay(from), to: formatDay(to) }),
        ...(props.counted ? [props.counted] : []),
        t('tab.updated', { time: formatTimeOfDay(loadedAt.toISOString()) }),
      ].join(' · ')}
    </span>
  );
}
