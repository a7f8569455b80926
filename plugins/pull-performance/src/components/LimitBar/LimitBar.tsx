import { makeStyles } from '@material-ui/core/styles';
import {
  defaultDiskThresholds,
  formatShare,
  NodeHealth,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { UsedLimit } from '../../nodes/limits';
import { joinClasses, pullColors } from '../../theme';

const WIDTH_PIXELS = 56;

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      root: { display: 'flex', alignItems: 'center', gap: 8 },
      track: {
        position: 'relative',
        flex: 'none',
        width: WIDTH_PIXELS,
        height: 8,
        borderRadius: 2,
        backgroundColor: colors.grid,
        forcedColorAdjust: 'none',
      },
      fill: {
        height: '100%',
        borderRadius: 2,
        backgroundColor: colors.cold,
      },
      throttled: { backgroundColor: colors.gradeFill.E },
      busy: { backgroundColor: colors.gradeFill.C },
      tick: {
        position: 'absolute',
        top: -2,
        bottom: -2,
        width: 2,
        marginLeft: -1,
        backgroundColor: theme.palette.text.primary,
      },
      unknown: { color: colors.gradeFill.unknown },
    };
  },
  { name: 'PullPerformanceLimitBar' },
);

/** How much of the binding limit was used; the tick is from where on a disk counts as throttled. */
export function LimitBar(props: {
  used?: UsedLimit;
  health: NodeHealth;
  /** Only the figure. */
  narrow?: boolean;
}) {
  const { used, health, narrow } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  if (!used) {
    return <span className={classes.unknown}>{t('unknown')}</span>;
  }
  const words = t('nodes.used', {
    share: formatShare(used.share),
    by: t(`nodes.usedBy.${used.by}`),
  });
  if (narrow) {
    return <>{words}</>;
  }
  return (
    <div className={classes.root}>
      <div className={classes.track} aria-hidden>
        <div
          className={joinClasses(
            classes.fill,
            health === 'throttled' && classes.throttled,
            health === 'busy' && classes.busy,
          )}
          style={{ width: `${Math.min(1, used.share) * 100}%` }}
        />
        <div
          className={classes.tick}
          style={{ left: `${defaultDiskThresholds.throttledShare * 100}%` }}
        />
      </div>
      {words}
    </div>
  );
}
