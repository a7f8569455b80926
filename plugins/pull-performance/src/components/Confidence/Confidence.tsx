import { makeStyles, useTheme } from '@material-ui/core/styles';
import { Area } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';

const FILLED_BARS = { none: 0, low: 1, medium: 2, high: 3 };

const useStyles = makeStyles(
  {
    root: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: 5,
      fontSize: 12,
      whiteSpace: 'nowrap',
    },
  },
  { name: 'PullPerformanceConfidence' },
);

/** How sure a figure is, in bars and in words. */
export function Confidence(props: { level: Area['confidence'] }) {
  const { level } = props;
  const classes = useStyles();
  const theme = useTheme();
  const t = usePullTranslation();
  return (
    <span className={classes.root}>
      <svg width="13" height="12" aria-hidden>
        {[0, 1, 2].map(bar => {
          const filled = bar < FILLED_BARS[level];
          return (
            <rect
              key={bar}
              x={bar * 4.6}
              y={8 - bar * 4}
              width={3.4}
              height={4 + bar * 4}
              rx={0.8}
              fill={filled ? theme.palette.text.primary : 'none'}
              stroke={pullColors(theme).rule}
              strokeWidth={filled ? 0 : 0.8}
            />
          );
        })}
      </svg>
      {t(`confidence.${level}`)}
    </span>
  );
}
