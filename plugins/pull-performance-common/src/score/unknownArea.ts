import { Area, GradeLimits, Reason } from '../schema/openapi';
import { AreaDefinition } from './areas';

/**
 * An area of which nothing is known, with why and what to do.
 *
 * @public
 */
export function unknownArea(options: {
  area: AreaDefinition;
  limits: GradeLimits;
  reason: Reason;
}): Area {
  const { area, limits, reason } = options;
  return {
    grade: 'unknown',
    unit: area.unit,
    samples: 0,
    confidence: 'none',
    evidence: reason.what,
    reason,
    target: limits.b,
    limits,
  };
}
