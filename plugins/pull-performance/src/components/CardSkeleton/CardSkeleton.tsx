import { makeStyles } from '@material-ui/core/styles';
import Skeleton from '@material-ui/lab/Skeleton';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { useDelayed } from '../../hooks/useDelayed';
import { pullColors } from '../../theme';

const SHOWN_AFTER_MILLISECONDS = 200;
const ROWS = [74, 84, 156, 116];

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      hero: {
        display: 'grid',
        gridTemplateColumns: '56px minmax(0, 1fr) minmax(0, 1.2fr)',
        gap: 14,
        alignItems: 'center',
        padding: '4px 16px 12px',
        minHeight: 84,
        boxSizing: 'border-box',
      },
      row: {
        display: 'grid',
        gridTemplateColumns: '24px minmax(0, 1fr) 92px',
        gap: 12,
        alignItems: 'center',
        padding: '6px 16px',
        minHeight: 47,
        boxSizing: 'border-box',
        borderTop: `1px solid ${colors.border}`,
      },
      footer: {
        display: 'grid',
        gap: 9,
        padding: '11px 16px 13px',
        minHeight: 124,
        boxSizing: 'border-box',
        borderTop: `1px solid ${colors.border}`,
        backgroundColor: colors.soft,
      },
      bone: { backgroundColor: colors.skeleton, maxWidth: '100%' },
      hidden: { visibility: 'hidden' },
    };
  },
  { name: 'PullPerformanceCardSkeleton' },
);

/** The card's form without figures. It keeps the place from the start and shows after 200 ms. */
export function CardSkeleton() {
  const classes = useStyles();
  const t = usePullTranslation();
  const shown = useDelayed(true, SHOWN_AFTER_MILLISECONDS);
  const bone = (width: number | string, height: number, key?: number) => (
    <Skeleton
      key={key}
      variant="rect"
      animation={false}
      width={width}
      height={height}
      className={classes.bone}
    />
  );
  return (
    <div
      className={shown ? undefined : classes.hidden}
      role="status"
      aria-label={t('loading')}
    >
      <div className={classes.hero}>
        {bone(56, 56)}
        {bone('90%', 48)}
        {bone('100%', 56)}
      </div>
      {ROWS.map(width => (
        <div key={width} className={classes.row}>
          {bone(24, 24)}
          {bone(width, 28)}
          {bone(92, 28)}
        </div>
      ))}
      <div className={classes.footer}>
        {bone(290, 13)}
        {bone('100%', 8)}
        {bone(330, 11)}
      </div>
    </div>
  );
}
