import {
  fewestGradedPulls,
  formatDay,
  formatSeconds,
} from 'backstage-plugin-pull-performance-common';
import { lazy, Suspense } from 'react';
import { useLoad } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { useTableToggle } from '../../hooks/useShowTables';
import { TabFilters } from '../../hooks/useTabFilters';
import {
  Day,
  daysBefore,
  fillDays,
  lastDayWithP95,
} from '../../scorecard/days';
import { ErrorState } from '../ErrorState';
import { Bones } from '../NeedsScorecard';
import { Section } from '../Section';
import { DaysTable } from './DaysTable';

// recharts is large, and only needed where the chart is looked at.
const TimeChart = lazy(() =>
  import('./TimeChart').then(module => ({ default: module.TimeChart })),
);

/** The chart covers so many times the chosen range, for context. */
const CONTEXT_FACTOR = 4;

/** Pull time and outcomes day by day. */
export function TimeSection(props: {
  entityRef: string;
  filters: TabFilters;
  /** The limit of grade B in seconds; absent until the scorecard came. */
  targetSeconds?: number;
  allTables: boolean;
}) {
  const { entityRef, filters, targetSeconds, allTables } = props;
  const { days: range, cluster } = filters;
  const t = usePullTranslation();
  const [shown, toggle] = useTableToggle(allTables);
  const length = range * CONTEXT_FACTOR;
  const { value, loading, error, failedAt, retry } = useLoad(
    `pull-times ${entityRef} ${length} ${cluster ?? ''}`,
    api =>
      api.listPullTimes({
        entityRef,
        from: daysBefore(new Date(), length).toISOString(),
        cluster,
        groupBy: 'all',
        step: 'day',
        limit: 500,
      }),
  );
  const title = t('tab.time.title');
  if (!value) {
    return (
      <Section title={title} busy={loading}>
        {error && failedAt ? (
          <ErrorState error={error} failedAt={failedAt} retry={retry} />
        ) : (
          <Bones height={300} />
        )}
      </Section>
    );
  }
  if (value.items.length === 0) {
    return <Section title={title} finding={t('tab.time.empty')} />;
  }
  const days = fillDays(value.items, new Date(value.window.to), length);
  return (
    <Section
      title={title}
      busy={loading}
      table={{ shown, toggle }}
      finding={<Finding days={days} targetSeconds={targetSeconds} />}
    >
      {shown ? (
        <DaysTable days={days} />
      ) : (
        <Suspense fallback={<Bones height={300} />}>
          <TimeChart
            days={days}
            selectedDays={range}
            targetSeconds={targetSeconds}
          />
        </Suspense>
      )}
    </Section>
  );
}

function Finding(props: { days: Day[]; targetSeconds?: number }) {
  const { days, targetSeconds } = props;
  const t = usePullTranslation();
  const last = lastDayWithP95(days);
  if (last?.p95Seconds === undefined) {
    return (
      <>{t('tab.time.findingNone', { needed: String(fewestGradedPulls) })}</>
    );
  }
  const words = {
    last: formatSeconds(last.p95Seconds),
    lastDay: formatDay(last.date),
  };
  return (
    <>
      {targetSeconds === undefined
        ? t('tab.time.findingNoTarget', words)
        : t('tab.time.finding', {
            ...words,
            target: formatSeconds(targetSeconds),
          })}
    </>
  );
}
