import { makeStyles } from '@material-ui/core/styles';
import { useContainerWidth } from '../../hooks/useContainerWidth';
import { pullColors, stripes } from '../../theme';

/** Below this width in pixels a text does not fit into its part. */
const LABEL_PIXELS = 34;

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      root: { display: 'flex', gap: 2 },
      part: {
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'center',
        minWidth: 0,
        overflow: 'hidden',
        whiteSpace: 'nowrap',
        fontSize: 12,
        fontWeight: 500,
        color: colors.onPhase,
        forcedColorAdjust: 'none',
        '&:first-child': { borderRadius: '3px 0 0 3px' },
        '&:last-child': { borderRadius: '0 3px 3px 0' },
      },
      queue: { backgroundColor: colors.phase.queue },
      notSplit: {
        backgroundImage: stripes(colors.phase.download, colors.phase.unpack),
      },
    };
  },
  { name: 'PullPerformancePhaseBar' },
);

/** A part of the average wait. */
export interface PhasePart {
  phase: 'queue' | 'notSplit';
  seconds: number;
  /** Written into the part where it fits. */
  label?: string;
}

/** Parts of a time, side by side to scale. */
export function PhaseBar(props: {
  parts: PhasePart[];
  /** The time that the whole width stands for; by default the sum of the parts. */
  scaleSeconds?: number;
  height: number;
  /** One sentence with the values. */
  label: string;
}) {
  const { parts, height, label } = props;
  const classes = useStyles();
  const [ref, width] = useContainerWidth();
  const total = parts.reduce((sum, part) => sum + part.seconds, 0);
  const scale = props.scaleSeconds ?? total;
  return (
    <div
      ref={ref}
      role="img"
      aria-label={label}
      className={classes.root}
      style={{ height }}
    >
      {parts
        .filter(part => part.seconds > 0)
        .map(part => {
          const share = scale > 0 ? part.seconds / scale : 0;
          const fits = width === undefined || share * width >= LABEL_PIXELS;
          return (
            <span
              key={part.phase}
              className={`${classes.part} ${classes[part.phase]}`}
              style={{ width: `${share * 100}%` }}
            >
              {fits && part.label && (
                <span className={classes.part}>{part.label}</span>
              )}
            </span>
          );
        })}
    </div>
  );
}
