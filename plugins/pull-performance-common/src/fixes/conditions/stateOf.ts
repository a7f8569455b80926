import { FixCondition, FixStateEnum } from '../../schema/openapi';

const states: readonly FixStateEnum[] = ['applies', 'unknown', 'notApplicable'];

/** A fix that one condition rules out is of no use, whatever else is unknown; it applies only when all are known to be met. */
export function stateOf(conditions: readonly FixCondition[]): FixStateEnum {
  if (conditions.some(({ state }) => state === 'unmet')) {
    return 'notApplicable';
  }
  return conditions.length > 0 &&
    conditions.every(({ state }) => state === 'met')
    ? 'applies'
    : 'unknown';
}

/** The order in which fixes are shown: what applies, what may, what does not. */
export function rankOfState(state: FixStateEnum): number {
  return states.indexOf(state);
}

/**
 * Of things that a fix could be applied to (images, workloads, nodes) the one that meets its conditions best; of equal ones the first. All conditions are of
 * the same thing: what one image meets and another does not must not add up to a fix.
 */
export function bestCandidate<T>(
  candidates: readonly T[],
  conditionsOf: (candidate: T) => FixCondition[],
): { candidate: T; conditions: FixCondition[] } | undefined {
  let best:
    | { candidate: T; conditions: FixCondition[]; unmet: number; rank: number }
    | undefined;
  for (const candidate of candidates) {
    const conditions = conditionsOf(candidate);
    const rank = rankOfState(stateOf(conditions));
    const unmet = conditions.filter(({ state }) => state === 'unmet').length;
    if (
      !best ||
      rank < best.rank ||
      (rank === best.rank && unmet < best.unmet)
    ) {
      best = { candidate, conditions, unmet, rank };
    }
    if (rank === 0) {
      break;
    }
  }
  return best && { candidate: best.candidate, conditions: best.conditions };
}
