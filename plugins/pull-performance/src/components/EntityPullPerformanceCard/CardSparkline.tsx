import { makeStyles } from '@material-ui/core/styles';
import {
  fewestGradedPulls,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { useLoad } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { daysBefore, fillDays } from '../../scorecard/days';
import { windowDays } from '../../scorecard/headline';
import { pullColors } from '../../theme';
import { Sparkline } from '../Sparkline';

const useStyles = makeStyles(
  theme => ({
    note: { fontSize: 12, color: pullColors(theme).secondText },
    space: { height: 62 },
  }),
  { name: 'PullPerformanceCardSparkline' },
);

/** The daily p95 of twice the card's time, so that its change can be seen. */
export function CardSparkline(props: {
  scorecard: Scorecard;
  narrow: boolean;
}) {
  const { scorecard, narrow } = props;
  const { entityRef, window, areas } = scorecard;
  const classes = useStyles();
  const t = usePullTranslation();
  const lastDays = windowDays(window);
  const length = lastDays * 2;
  const { value, error } = useLoad(`pull-times ${entityRef} ${length}`, api =>
    api.listPullTimes({
      entityRef,
      from: daysBefore(new Date(), length).toISOString(),
      groupBy: 'all',
      step: 'day',
      limit: 500,
    }),
  );
  if (error && !value) {
    return <div className={classes.note}>{t('card.sparklineFailed')}</div>;
  }
  if (!value) {
    return <div className={classes.space} />;
  }
  const days = fillDays(value.items, new Date(value.window.to), length);
  if (days.every(day => day.p95Seconds === undefined)) {
    return (
      <div className={classes.note}>
        {t('card.sparklineEmpty', {
          days: String(length),
          needed: String(fewestGradedPulls),
        })}
      </div>
    );
  }
  return (
    <Sparkline
      days={days}
      lastDays={lastDays}
      targetSeconds={areas.pullTime.target}
      width={narrow ? 288 : 236}
      height={narrow ? 66 : 62}
    />
  );
}
