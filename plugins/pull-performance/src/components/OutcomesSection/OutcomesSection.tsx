import { makeStyles } from '@material-ui/core/styles';
import {
  formatCount,
  formatShare,
  OutcomeCounts,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { useTableToggle } from '../../hooks/useShowTables';
import { joinClasses, pullColors } from '../../theme';
import { DataTable } from '../DataTable';
import { Legend } from '../Legend';
import { Section } from '../Section';

const MARKS = ['cold', 'warm', 'cached', 'failed'] as const;

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      bar: { display: 'flex', gap: 2, height: 26, marginBottom: 8 },
      part: {
        boxSizing: 'border-box',
        minWidth: 2,
        forcedColorAdjust: 'none',
      },
      cold: { backgroundColor: colors.cold },
      warm: { backgroundColor: colors.warm },
      cached: {
        backgroundColor: colors.cached,
        border: `1px solid ${colors.cachedOutline}`,
      },
      failed: { backgroundColor: colors.failed },
      second: {
        margin: '8px 0 0',
        fontSize: 12,
        color: colors.secondText,
      },
    };
  },
  { name: 'PullPerformanceOutcomes' },
);

/** How many pulls had to download, and how many found the image. */
export function OutcomesSection(props: {
  scorecard: Scorecard;
  allTables: boolean;
}) {
  const { scorecard, allTables } = props;
  const t = usePullTranslation();
  const [shown, toggle] = useTableToggle(allTables);
  const all = scorecard.allClusters;
  if (!all) {
    return (
      <Section
        title={t('tab.outcomes.title')}
        finding={t('tab.outcomes.empty')}
      />
    );
  }
  return (
    <Section
      title={t('tab.outcomes.title')}
      table={{ shown, toggle }}
      finding={<Finding scorecard={scorecard} counts={all.counts} />}
    >
      {shown ? (
        <OutcomesTable scorecard={scorecard} />
      ) : (
        <OutcomesBar counts={all.counts} />
      )}
    </Section>
  );
}

function Finding(props: { scorecard: Scorecard; counts: OutcomeCounts }) {
  const { scorecard, counts } = props;
  const { cold, warm, checked, present, failed } = counts;
  const t = usePullTranslation();
  const succeeded = cold + warm + checked + present;
  return (
    <>
      {scorecard.presentShare !== undefined &&
        t('tab.outcomes.finding', {
          share: formatShare(scorecard.presentShare),
          pulls: t('count.pulls', {
            count: succeeded,
            formatted: formatCount(succeeded),
          }),
        })}{' '}
      {failed > 0 &&
        t('tab.outcomes.findingFailures', {
          count: failed,
          formatted: formatCount(failed),
        })}
    </>
  );
}

function OutcomesBar(props: { counts: OutcomeCounts }) {
  const { cold, warm, checked, present, failed } = props.counts;
  const classes = useStyles();
  const t = usePullTranslation();
  const values = { cold, warm, cached: checked + present, failed };
  const shown = MARKS.filter(mark => values[mark] > 0);
  return (
    <>
      <div
        className={classes.bar}
        role="img"
        aria-label={t('tab.outcomes.label', {
          cold: formatCount(cold),
          warm: formatCount(warm),
          checked: formatCount(checked),
          present: formatCount(present),
          failed: formatCount(failed),
        })}
      >
        {shown.map(mark => (
          <span
            key={mark}
            className={joinClasses(classes.part, classes[mark])}
            style={{ flex: values[mark] }}
          />
        ))}
      </div>
      <Legend
        items={shown.map(mark => ({
          mark,
          text: t(`tab.outcomes.${mark}`, {
            number: formatCount(values[mark]),
          }),
        }))}
      />
      <p className={classes.second}>{t('tab.outcomes.note')}</p>
    </>
  );
}

function OutcomesTable(props: { scorecard: Scorecard }) {
  const { clusters } = props.scorecard;
  const t = usePullTranslation();
  const columns = ['cold', 'warm', 'checked', 'present', 'failed'] as const;
  return (
    <DataTable
      label={t('tab.outcomes.title')}
      columns={[
        { title: t('tab.outcomes.columns.cluster'), kind: 'name' as const },
        ...columns.map(column => ({
          title: t(`tab.outcomes.columns.${column}`),
          kind: 'number' as const,
        })),
      ]}
      rows={clusters.map(({ cluster, counts }) => ({
        key: cluster,
        cells: [cluster, ...columns.map(column => formatCount(counts[column]))],
      }))}
    />
  );
}
