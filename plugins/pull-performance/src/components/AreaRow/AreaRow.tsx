import { makeStyles } from '@material-ui/core/styles';
import { Area, AreaId } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { joinClasses, pullColors } from '../../theme';
import { AreaValue } from '../AreaValue';
import { GradeBadge } from '../GradeBadge';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      root: {
        display: 'grid',
        gridTemplateColumns: '24px minmax(0, 1fr) auto',
        gap: 12,
        alignItems: 'center',
        padding: '6px 16px',
        minHeight: 47,
        borderTop: `1px solid ${colors.border}`,
        fontSize: 14,
      },
      narrow: { alignItems: 'start' },
      name: { fontWeight: 500, lineHeight: 1.3 },
      small: { fontSize: 12, lineHeight: 1.3, color: colors.secondText },
      values: { textAlign: 'right' },
      value: {
        fontSize: 15,
        fontWeight: 700,
        lineHeight: 1.2,
        whiteSpace: 'nowrap',
        fontVariantNumeric: 'tabular-nums',
      },
    };
  },
  { name: 'PullPerformanceAreaRow' },
);

/** One area: grade, name, one line of evidence, value and target. */
export function AreaRow(props: { id: AreaId; area: Area; narrow?: boolean }) {
  const { id, area, narrow } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <div
      role="row"
      className={joinClasses(classes.root, narrow && classes.narrow)}
    >
      <div role="cell">
        <GradeBadge grade={area.grade} />
      </div>
      <div role="cell">
        <div className={classes.name}>{t(`area.${id}`)}</div>
        <div className={classes.small}>{evidenceOf(area)}</div>
      </div>
      <div role="cell" className={classes.values}>
        <AreaValue
          id={id}
          area={area}
          valueClass={classes.value}
          targetClass={classes.small}
        />
      </div>
    </div>
  );
}

/** Of an unknown area why it is, unless something more is known of it. */
function evidenceOf({ grade, reason, evidence }: Area): string {
  return grade === 'unknown' && reason && evidence === reason.what
    ? reason.why
    : evidence;
}
