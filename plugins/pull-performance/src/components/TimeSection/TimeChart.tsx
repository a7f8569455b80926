import { makeStyles, useTheme } from '@material-ui/core/styles';
import {
  fewestGradedPulls,
  formatCount,
  formatDay,
  formatSeconds,
} from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { NO_VALUE } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { Day, lastDayWithP95, sumOfDays } from '../../scorecard/days';
import { pullColors, visuallyHidden } from '../../theme';
import { Legend } from '../Legend';
import { OutcomeBars } from './OutcomeBars';
import { WaitLines } from './WaitLines';

const useStyles = makeStyles(
  theme => ({
    frame: {
      position: 'relative',
      '&:focus-within': {
        outline: `2px solid ${theme.palette.primary.main}`,
        outlineOffset: 2,
      },
    },
    second: {
      margin: '4px 0 0',
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
    point: { minHeight: 34 },
    days: visuallyHidden,
  }),
  { name: 'PullPerformanceTimeChart' },
);

/**
 * p95 and p50 above, pulls by outcome below, on the same days. One tab stop, a
 * slider over the days: the arrow keys go from day to day, and each is read out.
 */
export function TimeChart(props: {
  days: Day[];
  /** So many days at the end are the chosen range. */
  selectedDays: number;
  targetSeconds?: number;
}) {
  const { days, selectedDays, targetSeconds } = props;
  const classes = useStyles();
  const theme = useTheme();
  const t = usePullTranslation();
  const [date, setDate] = useState<string>();
  const label = useChartLabel(days);
  const index = days.findIndex(day => day.date === date);
  const colors = pullColors(theme);
  const selectedFrom = days[Math.max(0, days.length - selectedDays)].date;
  const common = { days, selectedFrom, date, onPoint: setDate, theme, colors };
  const outcomes = sumOfDays(days);

  const dayWords = useDayWords();
  const shownIndex = index < 0 ? days.length - 1 : index;
  return (
    <>
      <div className={classes.frame} onMouseLeave={() => setDate(undefined)}>
        <div role="img" aria-label={label}>
          <WaitLines {...common} targetSeconds={targetSeconds} />
          <OutcomeBars {...common} />
        </div>
        <input
          type="range"
          className={classes.days}
          aria-label={t('tab.time.chooseDay')}
          aria-valuetext={dayWords(days[shownIndex])}
          min={0}
          max={days.length - 1}
          value={shownIndex}
          onFocus={() => setDate(days[shownIndex].date)}
          onBlur={() => setDate(undefined)}
          onChange={event => setDate(days[Number(event.target.value)].date)}
        />
      </div>
      <p className={`${classes.second} ${classes.point}`}>
        {index < 0 ? t('tab.time.hint') : dayWords(days[index])}
      </p>
      <Legend
        items={[
          { mark: 'cold', text: t('tab.time.cold') },
          { mark: 'warm', text: t('tab.time.warm') },
          { mark: 'cached', text: t('tab.time.cached') },
          ...(outcomes.failed > 0
            ? [{ mark: 'failed' as const, text: t('tab.time.failed') }]
            : []),
        ]}
      />
      <p className={classes.second}>
        {t('tab.time.note', { needed: String(fewestGradedPulls) })}
      </p>
    </>
  );
}

/** Says what was seen on a day. */
function useDayWords(): (day: Day) => string {
  const t = usePullTranslation();
  const count = (value?: number) =>
    value === undefined ? NO_VALUE : formatCount(value);
  const seconds = (value?: number) =>
    value === undefined ? t('tab.time.tooFew') : formatSeconds(value);
  return day =>
    day.cold === undefined
      ? t('tab.time.pointNone', { day: formatDay(day.date) })
      : t('tab.time.point', {
          day: formatDay(day.date),
          p95: seconds(day.p95Seconds),
          p50: seconds(day.p50Seconds),
          cold: count(day.cold),
          warm: count(day.warm),
          cached: count(day.cached),
          failed: count(day.failed),
        });
}

function useChartLabel(days: Day[]): string {
  const t = usePullTranslation();
  const sums = sumOfDays(days);
  const last = lastDayWithP95(days);
  const common = {
    days: String(days.length),
    cold: formatCount(sums.cold),
    warm: formatCount(sums.warm),
    cached: formatCount(sums.cached),
    failed: formatCount(sums.failed),
    gaps: String(sums.daysWithout),
  };
  return last?.p95Seconds === undefined || last.p50Seconds === undefined
    ? t('tab.time.labelNone', common)
    : t('tab.time.label', {
        ...common,
        p95: formatSeconds(last.p95Seconds),
        p50: formatSeconds(last.p50Seconds),
        lastDay: formatDay(last.date),
      });
}
