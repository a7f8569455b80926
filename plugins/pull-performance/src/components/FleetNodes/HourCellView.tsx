import { makeStyles } from '@material-ui/core/styles';
import { formatShare } from 'backstage-plugin-pull-performance-common';
import { formatDuration } from '../../format';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { clockHour, HourCell } from '../../nodes/hours';
import { joinClasses, pullColors, visuallyHidden } from '../../theme';

/** From here on a cell is marked. */
const MARKED_SHARE = 0.95;
const DARK_SHARE = 0.5;
const MIDDLE_SHARE = 0.1;

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    const { primary } = theme.palette.text;
    const dark = theme.palette.type === 'dark';
    return {
      cell: {
        minWidth: 32,
        height: 26,
        boxSizing: 'border-box',
        padding: 0,
        textAlign: 'center',
        whiteSpace: 'nowrap',
        borderRadius: 2,
        color: primary,
        forcedColorAdjust: 'none',
      },
      none: { color: colors.secondText },
      unknown: {
        border: `1px dashed ${colors.rule}`,
        color: colors.gradeFill.unknown,
      },
      light: {
        border: `1px solid ${colors.cachedOutline}`,
        backgroundColor: colors.cached,
      },
      middle: {
        backgroundColor: colors.warm,
        color: dark ? colors.onPhase : primary,
      },
      strong: { backgroundColor: colors.cold, color: colors.onPhase },
      marked: {
        fontWeight: 700,
        backgroundColor: colors.gradeFill.E,
        color: colors.onGrade,
      },
      hidden: visuallyHidden,
    };
  },
  { name: 'PullPerformanceHourCell' },
);

/** One hour of a pool: the throttled share in percent, and in words for who points at it or listens. */
export function HourCellView(props: { hour: number; cell?: HourCell }) {
  const { hour, cell } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const words = inWords(t, cell);
  return (
    <td
      className={joinClasses(classes.cell, classes[kindOf(cell)])}
      title={`${t('fleet.hours.hour', {
        from: clockHour(hour),
        to: clockHour(hour + 1),
      })}: ${words}`}
    >
      <span aria-hidden>{markOf(cell)}</span>
      <span className={classes.hidden}>{words}</span>
    </td>
  );
}

function kindOf(cell: HourCell | undefined) {
  if (!cell) {
    return 'none';
  }
  const { throttledShare: share } = cell;
  if (share === undefined) {
    return 'unknown';
  }
  if (share >= MARKED_SHARE) {
    return 'marked';
  }
  if (share >= DARK_SHARE) {
    return 'strong';
  }
  return share >= MIDDLE_SHARE ? 'middle' : 'light';
}

function markOf(cell: HourCell | undefined): string {
  if (!cell) {
    return '·';
  }
  const { throttledShare: share } = cell;
  if (share === undefined) {
    return '?';
  }
  const percent = Math.round(share * 100);
  if (percent === 0 && share > 0) {
    return '<1';
  }
  return share >= MARKED_SHARE ? `${percent} !` : String(percent);
}

function inWords(t: Translate, cell: HourCell | undefined): string {
  if (!cell) {
    return t('fleet.hours.cellNone');
  }
  const { throttledShare, observedSeconds, pullingSeconds } = cell;
  if (throttledShare === undefined) {
    return t('fleet.hours.cellUnknown', {
      pulling: formatDuration(pullingSeconds),
    });
  }
  const words = {
    share: formatShare(throttledShare),
    observed: formatDuration(observedSeconds),
  };
  const rest = pullingSeconds - observedSeconds;
  return rest >= 1
    ? t('fleet.hours.cellPartly', { ...words, rest: formatDuration(rest) })
    : t('fleet.hours.cell', words);
}
