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

/**
 * Why the area is unknown that this version has no data for.
 *
 * @public
 */
export const notCollectedYet: { nodeDiskHealth: Reason } = {
  nodeDiskHealth: {
    code: 'not-collected-yet',
    what: 'Node disk health is not measured yet',
    why: 'This version does not read disks yet, so a slow one is possible.',
    next: 'Nothing is wrong with the service. Update the plugin when a version that reads node disks is out.',
  },
};
