import { AreaConfidenceEnum } from '../schema/openapi';

/**
 * Below this many pulls there is no p95 and no grade.
 *
 * @public
 */
export const fewestGradedPulls = 5;

/** Below this many pulls the window widens. */
export const fewestPullsOfWindow = 20;

/** From this many pulls on a figure is more than a hint. */
const confidentPulls = 200;

/**
 * How sure a figure is, by its sample: `low` below 200 pulls, `high` only when
 * every part of it was measured, `none` where there are too few for a grade.
 *
 * @public
 */
export function confidenceOf(options: {
  samples: number;
  /** Whether nothing in the figure had to be estimated or left out. */
  allMeasured: boolean;
}): AreaConfidenceEnum {
  if (options.samples < fewestGradedPulls) {
    return 'none';
  }
  if (options.samples < confidentPulls) {
    return 'low';
  }
  return options.allMeasured ? 'high' : 'medium';
}
