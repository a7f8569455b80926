import { Reason, ScorecardAreas, ScorecardOverall } from '../schema/openapi';
import { areaDefinitions, AreaId } from './areas';
import { gradeOfScore, pointsOf } from './grades';

/**
 * The overall grade: the weighted mean of the known areas. It is unknown when
 * the pull time is unknown or all other areas are, since one half says too
 * little of the other.
 *
 * @public
 */
export function scoreOverall(options: {
  areas: ScorecardAreas;
  weights: Record<AreaId, number>;
}): ScorecardOverall {
  const { areas, weights } = options;
  let allWeights = 0;
  let knownWeights = 0;
  let points = 0;
  let gradedAreas = 0;
  for (const { id } of areaDefinitions) {
    const { grade } = areas[id];
    allWeights += weights[id];
    if (grade !== 'unknown') {
      gradedAreas += 1;
      knownWeights += weights[id];
      points += weights[id] * pointsOf(grade);
    }
  }
  const coverage = {
    coverageShare: knownWeights / allWeights,
    gradedAreas,
    totalAreas: areaDefinitions.length,
  };
  const reason = reasonOfUnknown(areas, gradedAreas);
  if (reason) {
    return { grade: 'unknown', ...coverage, reason };
  }
  const score = points / knownWeights;
  return { grade: gradeOfScore(score), score, ...coverage };
}

function reasonOfUnknown(
  areas: ScorecardAreas,
  gradedAreas: number,
): Reason | undefined {
  if (areas.pullTime.grade === 'unknown') {
    // What keeps the pull time from being known is what there is to do.
    return (
      areas.pullTime.reason ?? {
        code: 'pull-time-unknown',
        what: 'The pull time is unknown',
        why: 'Without the pull time there is no overall grade.',
        next: 'See the pull time area.',
      }
    );
  }
  if (gradedAreas === 1) {
    return {
      code: 'other-areas-unknown',
      what: 'Only the pull time is graded',
      why: 'An overall grade needs the pull time and at least one of image size, layer reuse and node disk health.',
      next: 'Each area says why it is unknown and what to do.',
    };
  }
  return undefined;
}
