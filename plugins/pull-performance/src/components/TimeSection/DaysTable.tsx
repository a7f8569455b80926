import {
  fewestGradedPulls,
  formatCount,
  formatDay,
} from 'backstage-plugin-pull-performance-common';
import { NO_VALUE, secondsCell } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { Day } from '../../scorecard/days';
import { DataTable } from '../DataTable';

/** The same as the chart in numbers, newest day first. */
export function DaysTable(props: { days: Day[] }) {
  const t = usePullTranslation();
  const count = (value: number | undefined) =>
    value === undefined ? NO_VALUE : formatCount(value);
  const quantile = (day: Day, value: number | undefined) => {
    if (day.cold === undefined) {
      return t('tab.time.noPulls');
    }
    return value === undefined && day.gradedCount > 0
      ? t('tab.time.tooFew')
      : secondsCell(value);
  };
  return (
    <>
      <DataTable
        tall
        label={t('tab.time.title')}
        columns={[
          { title: t('tab.time.columns.day'), kind: 'keep' },
          { title: t('tab.time.columns.p95'), kind: 'number' },
          { title: t('tab.time.columns.p50'), kind: 'number' },
          { title: t('tab.time.columns.cold'), kind: 'number' },
          { title: t('tab.time.columns.warm'), kind: 'number' },
          { title: t('tab.time.columns.cached'), kind: 'number' },
          { title: t('tab.time.columns.failed'), kind: 'number' },
        ]}
        rows={[...props.days].reverse().map(day => ({
          key: day.date,
          cells: [
            formatDay(day.date),
            quantile(day, day.p95Seconds),
            quantile(day, day.p50Seconds),
            count(day.cold),
            count(day.warm),
            count(day.cached),
            count(day.failed),
          ],
        }))}
      />
      <p>{t('tab.time.note', { needed: String(fewestGradedPulls) })}</p>
    </>
  );
}
