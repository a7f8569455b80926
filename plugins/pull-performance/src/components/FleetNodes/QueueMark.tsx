import { useTheme } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { pullColors } from '../../theme';

const RADIUS = 3.2;
const DIAMOND = 4.4;

/** One node of a queue plot: a dot, and a diamond where the queue is long. */
export function QueueMark(props: {
  x: number;
  y: number;
  long: boolean;
  children?: ReactNode;
}) {
  const { x, y, long, children } = props;
  const theme = useTheme();
  const colors = pullColors(theme);
  return long ? (
    <path
      d={`M${x} ${
        y - DIAMOND
      }l${DIAMOND} ${DIAMOND}l${-DIAMOND} ${DIAMOND}l${-DIAMOND} ${-DIAMOND}z`}
      fill={colors.gradeFill.E}
    >
      {children}
    </path>
  ) : (
    <circle
      cx={x}
      cy={y}
      r={RADIUS}
      fill={colors.cold}
      stroke={theme.palette.background.paper}
      strokeWidth={0.8}
    >
      {children}
    </circle>
  );
}
