import { makeStyles, useTheme } from '@material-ui/core/styles';
import {
  formatBytes,
  formatCount,
} from 'backstage-plugin-pull-performance-common';
import { useId } from 'react';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { LayerRow, LayerState } from '../../images/layers';
import { stackHeights } from '../../images/layerStack';
import { PullColors, pullColors } from '../../theme';
import { layerWords } from './LayerName';
import { TALLER_PIXELS } from '../ScrollArea';
import { RowPlaces } from './useRowPlaces';
import { useScrollTop } from './useScrollTop';

/** Width of the stack and of the lines that join it to the rows, in pixels. */
export const STACK_WIDTH = 74;

const BAR_WIDTH = 44;
const SMALLEST_LAYER = 5;
/** Of a stack with many layers, at most so much is not to scale. */
const SMALLEST_SHARE = 0.4;
const SCROLLBAR = 16;
const GAP = 1.5;
/** Outlines of thinner layers would hide them. */
const OUTLINED_FROM = 4;
const HEAD_HEIGHT = 30;
const ROW_HEIGHT = 30;

const useStyles = makeStyles(
  theme => ({
    // It stays in sight while the rows scroll.
    root: {
      display: 'block',
      position: 'sticky',
      top: 0,
      forcedColorAdjust: 'none',
    },
    words: {
      fontFamily: theme.typography.fontFamily,
      fontSize: 11,
      fill: pullColors(theme).secondText,
    },
  }),
  { name: 'PullPerformanceLayerStack' },
);

/** All layers to scale, the newest on top, each joined to the row of the table beside it. */
export function LayerStack(props: {
  layers: LayerRow[];
  /** Where the rows are; one line each when it is not known. */
  places?: RowPlaces;
  /** The place in which the rows scroll. */
  area?: HTMLElement;
}) {
  const { layers, places = placesWithoutLayout(layers.length), area } = props;
  const { top, middles } = places;
  const scrolled = useScrollTop(area);
  const bottom =
    places.bottom > TALLER_PIXELS ? TALLER_PIXELS - SCROLLBAR : places.bottom;
  const classes = useStyles();
  const colors = pullColors(useTheme());
  const t = usePullTranslation();
  const label = useStackLabel(layers);
  const pattern = useId();
  const heights = stackHeights(
    layers.map(({ compressedBytes }) => compressedBytes),
    bottom - top,
    Math.min(SMALLEST_LAYER, (SMALLEST_SHARE * (bottom - top)) / layers.length),
  );
  let y = top;
  return (
    <svg
      className={classes.root}
      role="img"
      aria-label={label}
      width={STACK_WIDTH}
      height={bottom}
    >
      <pattern
        id={pattern}
        width={6}
        height={6}
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width={6} height={6} fill={colors.cold} />
        <rect width={2} height={6} fill={colors.hatch} />
      </pattern>
      <text className={classes.words} x={0} y={top - 10}>
        {t('images.layers.toScale')}
      </text>
      {layers.map((layer, index) => {
        const height = heights[index];
        const start = y;
        y += height;
        const row = middles[index] - scrolled;
        return (
          <g key={layer.key}>
            {row >= top && row <= bottom && (
              <path
                d={joint(start + height / 2, row)}
                fill="none"
                stroke={colors.rule}
              />
            )}
            <rect
              x={0.5}
              y={start + GAP / 2}
              width={BAR_WIDTH - 1}
              height={Math.max(height - GAP, height / 2)}
              rx={2}
              {...paint(layer.state, colors, pattern)}
              strokeWidth={height < OUTLINED_FROM ? 0 : 1}
            />
          </g>
        );
      })}
    </svg>
  );
}

/** A line from the middle of a layer to the middle of its row. */
function joint(from: number, to: number): string {
  const bend = (STACK_WIDTH - BAR_WIDTH) / 2;
  return `M${BAR_WIDTH} ${from}C${BAR_WIDTH + bend} ${from} ${
    STACK_WIDTH - bend
  } ${to} ${STACK_WIDTH} ${to}`;
}

function paint(state: LayerState, colors: PullColors, pattern: string) {
  switch (state) {
    case 'again':
      return { fill: `url(#${pattern})`, stroke: colors.cold };
    case 'unchanged':
      return { fill: colors.cached, stroke: colors.cachedOutline };
    default:
      return { fill: colors.soft, stroke: colors.rule };
  }
}

/** Rows of one line each, for where nothing can be measured. */
function placesWithoutLayout(count: number): RowPlaces {
  return {
    top: HEAD_HEIGHT,
    bottom: HEAD_HEIGHT + count * ROW_HEIGHT,
    middles: Array.from(
      { length: count },
      (_, index) => HEAD_HEIGHT + (index + 0.5) * ROW_HEIGHT,
    ),
  };
}

function useStackLabel(layers: LayerRow[]): string {
  const t = usePullTranslation();
  const largest = layers.reduce((found, layer) =>
    layer.compressedBytes > found.compressedBytes ? layer : found,
  );
  const again = layers.filter(({ state }) => state === 'again');
  const bytes = again.reduce(
    (sum, { compressedBytes }) => sum + compressedBytes,
    0,
  );
  const words = {
    count: layers.length,
    formatted: formatCount(layers.length),
    layer: layerWords(largest),
    largest: formatBytes(largest.compressedBytes, { decimals: 1 }),
  };
  return layers.every(({ state }) => state === 'notCompared')
    ? t('images.layers.stackNotCompared', words)
    : t('images.layers.stack', {
        ...words,
        again: formatCount(again.length),
        bytes: formatBytes(bytes, { decimals: 1 }),
      });
}
