/** Space in pixels between a tick and its label. */
export const TICK_GAP = 6;

/** Where the label of a tick stands: on which side of it, and beside the bar's end or above the bar. */
export interface TickLabelPlace {
  side: 'left' | 'right';
  above: boolean;
}

/**
 * Finds a place at which the label of a tick covers neither the bar nor leaves
 * the chart: beside the tick where there is room, else above the bar. All in
 * pixels from the left; without a `width`, which is not measured yet, above.
 */
export function tickLabelPlace(options: {
  tick: number;
  barEnd: number;
  labelWidth: number;
  width?: number;
}): TickLabelPlace {
  const { tick, barEnd, labelWidth, width } = options;
  const needed = TICK_GAP + labelWidth;
  const fitsRight = width !== undefined && tick + needed <= width;
  if (fitsRight && tick >= barEnd) {
    return { side: 'right', above: false };
  }
  if (width !== undefined && tick - needed >= barEnd) {
    return { side: 'left', above: false };
  }
  const isLeftHalf = width === undefined || tick < width / 2;
  return { side: isLeftHalf ? 'right' : 'left', above: true };
}
