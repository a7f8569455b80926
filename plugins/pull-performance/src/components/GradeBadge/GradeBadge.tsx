import { makeStyles } from '@material-ui/core/styles';
import { Grade } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { joinClasses, pullColors } from '../../theme';

const OCTAGON =
  'polygon(30% 0,70% 0,100% 30%,100% 70%,70% 100%,30% 100%,0 70%,0 30%)';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    const octagon = { clipPath: OCTAGON };
    return {
      root: {
        display: 'inline-grid',
        placeItems: 'center',
        flex: 'none',
        boxSizing: 'border-box',
        fontWeight: 700,
        lineHeight: 1,
        color: colors.onGrade,
        // The shape and the letter carry the grade where colours are forced.
        forcedColorAdjust: 'none',
      },
      A: { backgroundColor: colors.gradeFill.A, borderRadius: '50%' },
      B: { backgroundColor: colors.gradeFill.B, borderRadius: '50%' },
      C: { backgroundColor: colors.gradeFill.C, borderRadius: '16%' },
      D: { backgroundColor: colors.gradeFill.D, ...octagon },
      E: { backgroundColor: colors.gradeFill.E, ...octagon },
      unknown: {
        color: colors.gradeFill.unknown,
        border: `2px dashed ${colors.gradeFill.unknown}`,
        borderRadius: '50%',
      },
    };
  },
  { name: 'PullPerformanceGradeBadge' },
);

const FONT_SIZES = { 20: 12, 24: 14, 36: 20, 44: 25, 56: 32 };

/** A grade as letter, shape and colour; its word is read aloud. */
export function GradeBadge(props: {
  grade: Grade;
  /** Side in pixels. */
  size?: keyof typeof FONT_SIZES;
}) {
  const { grade, size = 24 } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <span
      role="img"
      aria-label={
        grade === 'unknown'
          ? t('grade.unknownLabel')
          : t('grade.label', { grade, word: t(`grade.${grade}`) })
      }
      className={joinClasses(classes.root, classes[grade])}
      style={{ width: size, height: size, fontSize: FONT_SIZES[size] }}
    >
      {grade === 'unknown' ? '?' : grade}
    </span>
  );
}
