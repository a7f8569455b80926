import { makeStyles, useTheme } from '@material-ui/core/styles';
import {
  defaultDiskThresholds,
  formatCount,
  NodeMark,
} from 'backstage-plugin-pull-performance-common';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { placeMarks, summarizeQueue } from '../../nodes/queueMarks';
import { pullColors } from '../../theme';
import { QueueMark } from './QueueMark';

const WIDTH = 200;
const HEIGHT = 40;
const SIDE = 6;
const LINES = 5;
const LINE_HEIGHT = 6;
const APART = 7;
const TICKS_EVERY = 10;
const LONG_DEPTH = defaultDiskThresholds.queueDepth;

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      plot: { display: 'block', width: WIDTH, forcedColorAdjust: 'none' },
      unknown: { color: colors.gradeFill.unknown },
    };
  },
  { name: 'PullPerformanceQueuePlot' },
);

/** The disk queues of a pool's nodes: a mark for each, a line at their median, and where a queue is long shaded. */
export function QueuePlot(props: {
  marks: NodeMark[];
  /** Where the axis ends, the same for all pools. */
  end: number;
}) {
  const { marks, end } = props;
  const classes = useStyles();
  const theme = useTheme();
  const colors = pullColors(theme);
  const t = usePullTranslation();
  const summary = summarizeQueue(marks, LONG_DEPTH);
  const { median } = summary;
  if (median === undefined) {
    return <span className={classes.unknown}>{t('unknown')}</span>;
  }
  const xOf = (depth: number) => depthToX(depth, end);
  const placed = placeMarks(marks, { xOf, lines: LINES, apart: APART });
  return (
    <svg
      className={classes.plot}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      height={HEIGHT}
      role="img"
      aria-label={queueInWords(t, marks)}
    >
      <rect
        x={xOf(LONG_DEPTH)}
        y={3}
        width={Math.max(0, WIDTH - xOf(LONG_DEPTH))}
        height={HEIGHT - 6}
        fill={colors.gradeTint.E}
      />
      <line
        x1={SIDE}
        x2={WIDTH}
        y1={HEIGHT / 2}
        y2={HEIGHT / 2}
        stroke={colors.grid}
      />
      <line
        x1={xOf(LONG_DEPTH)}
        x2={xOf(LONG_DEPTH)}
        y1={3}
        y2={HEIGHT - 3}
        stroke={colors.gradeFill.E}
      />
      {placed.map(({ mark, x, line }) => (
        <QueueMark
          key={mark.node}
          x={x}
          y={HEIGHT / 2 + line * LINE_HEIGHT}
          long={(mark.queueDepth ?? 0) > LONG_DEPTH}
        >
          <title>{`${mark.node}: ${mark.queueDepth?.toFixed(1)}`}</title>
        </QueueMark>
      ))}
      <rect
        x={xOf(median) - 1}
        y={6}
        width={2}
        height={HEIGHT - 12}
        fill={theme.palette.text.primary}
      />
    </svg>
  );
}

/** The depths at the top of the plots. */
export function QueueAxis(props: { end: number }) {
  const { end } = props;
  const colors = pullColors(useTheme());
  const classes = useStyles();
  const ticks = Array.from(
    { length: Math.floor(end / TICKS_EVERY) + 1 },
    (_, index) => index * TICKS_EVERY,
  );
  return (
    <svg
      className={classes.plot}
      viewBox={`0 0 ${WIDTH} 14`}
      height={14}
      aria-hidden
    >
      {ticks.map(depth => (
        <text
          key={depth}
          x={depthToX(depth, end)}
          y={11}
          fontSize={11}
          textAnchor="middle"
          fill={colors.secondText}
        >
          {depth}
        </text>
      ))}
    </svg>
  );
}

function depthToX(depth: number, end: number): number {
  const share = Math.min(1, Math.max(0, depth / end));
  return SIDE + share * (WIDTH - 2 * SIDE);
}

function queueInWords(t: Translate, marks: NodeMark[]): string {
  const { known, unknown, long, lowest, median, highest } = summarizeQueue(
    marks,
    LONG_DEPTH,
  );
  return t('fleet.queue.label', {
    count: known,
    formatted: formatCount(known),
    lowest: lowest?.toFixed(1) ?? '',
    median: median?.toFixed(1) ?? '',
    highest: highest?.toFixed(1) ?? '',
    long: formatCount(long),
    depth: String(LONG_DEPTH),
    unknown: formatCount(unknown),
  });
}
