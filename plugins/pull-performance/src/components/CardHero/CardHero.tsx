import { makeStyles } from '@material-ui/core/styles';
import TrendingDown from '@material-ui/icons/TrendingDown';
import TrendingFlat from '@material-ui/icons/TrendingFlat';
import TrendingUp from '@material-ui/icons/TrendingUp';
import {
  formatShare,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { ReactNode } from 'react';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { changeShare, windowDays } from '../../scorecard/headline';
import { joinClasses, pullColors } from '../../theme';
import { GradeBadge } from '../GradeBadge';
import { HeadlineWords } from './HeadlineWords';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      root: {
        display: 'grid',
        gridTemplateColumns: '56px auto minmax(0, 1fr)',
        gap: 14,
        alignItems: 'center',
        padding: '4px 16px 12px',
      },
      narrow: { gridTemplateColumns: '44px minmax(0, 1fr)' },
      spark: { justifySelf: 'end', width: '100%', maxWidth: 320 },
      sparkNarrow: { gridColumn: '1 / -1', maxWidth: 'none' },
      trend: {
        display: 'flex',
        alignItems: 'center',
        gap: 4,
        fontSize: 12,
        fontWeight: 500,
      },
      icon: { fontSize: 16 },
      slower: { color: colors.gradeFill.D },
      faster: { color: colors.gradeFill.A },
      same: { color: colors.secondText },
      grade: { fontSize: 12, color: colors.secondText },
    };
  },
  { name: 'PullPerformanceCardHero' },
);

/** Grade, headline figure, change against the time before, and sparkline. */
export function CardHero(props: {
  scorecard: Scorecard;
  narrow: boolean;
  sparkline: ReactNode;
}) {
  const { scorecard, narrow, sparkline } = props;
  const { overall, areas } = scorecard;
  const classes = useStyles();
  const t = usePullTranslation();
  const isOverall = overall.grade !== 'unknown';
  const grade = isOverall ? overall.grade : areas.pullTime.grade;
  let gradeWords: string = t('card.overallUnknown');
  if (isOverall) {
    gradeWords = t('card.overall', { word: t(`grade.${grade}`) });
  } else if (grade !== 'unknown') {
    gradeWords = t('card.pullTimeGrade', { word: t(`grade.${grade}`) });
  }
  return (
    <div className={joinClasses(classes.root, narrow && classes.narrow)}>
      <GradeBadge grade={grade} size={narrow ? 44 : 56} />
      <div>
        <HeadlineWords scorecard={scorecard} />
        <div className={classes.grade}>{gradeWords}</div>
        <Trend scorecard={scorecard} />
      </div>
      <div
        className={joinClasses(classes.spark, narrow && classes.sparkNarrow)}
      >
        {sparkline}
      </div>
    </div>
  );
}

/** Changes smaller than this are no change. */
const SAME_SHARE = 0.005;

/** How the p95 changed against the time before, in words. */
export function Trend(props: { scorecard: Scorecard }) {
  const { scorecard } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const change = changeShare(scorecard);
  if (change === undefined) {
    return null;
  }
  const days = windowDays(scorecard.window);
  const named: Record<number, string> = {
    1: t('change.day'),
    7: t('change.week'),
  };
  const period = named[days] ?? t('change.days', { days: String(days) });
  const share = formatShare(Math.abs(change));
  if (Math.abs(change) < SAME_SHARE) {
    return (
      <div className={joinClasses(classes.trend, classes.same)}>
        <TrendingFlat className={classes.icon} aria-hidden />
        {t('change.same', { period })}
      </div>
    );
  }
  const slower = change > 0;
  const Icon = slower ? TrendingUp : TrendingDown;
  return (
    <div
      className={joinClasses(
        classes.trend,
        slower ? classes.slower : classes.faster,
      )}
    >
      <Icon className={classes.icon} aria-hidden />
      {slower
        ? t('change.slower', { share, period })
        : t('change.faster', { share, period })}
    </div>
  );
}
