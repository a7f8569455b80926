import { shorten } from '../score/evidence';
import { Fix, FixCondition, FixStateEnum, Grade } from '../schema/openapi';
import { formatCount } from '../units/numbers';
import { rankOfState, stateOf } from './conditions/stateOf';
import { FixFacts, FixRule } from './FixRule';
import { fixRules } from './rules';

/** So long may the sentence be that says why. */
const longestWhy = 320;

/** The worse, the earlier; what has no grade comes last. */
const gradesByUrgency: readonly Grade[] = ['E', 'D', 'C', 'B', 'A', 'unknown'];

/**
 * Which fixes apply to a service, and why the others do not.
 *
 * @remarks
 * A fix applies when all its conditions are known to be met; it is of no use when one is known to fail; else it is unknown, with what is missing. Nothing is
 * predicted. Order: those that apply, those that may, those that do not; within these the worse area first, then the order of the rules.
 *
 * @returns One entry for each kind of fix.
 * @public
 */
export function judgeFixes(facts: FixFacts): Fix[] {
  const urgency = ({ area }: Fix) =>
    gradesByUrgency.indexOf(facts.scorecard.areas[area].grade);
  return fixRules
    .map(rule => judge(rule, facts))
    .sort(
      (one, other) =>
        rankOfState(one.state) - rankOfState(other.state) ||
        urgency(one) - urgency(other),
    );
}

function judge(rule: FixRule, facts: FixFacts): Fix {
  const conditions = rule.conditions(facts);
  const state = stateOf(conditions);
  const applies = state === 'applies';
  const why = applies ? rule.why(facts) : whyNot(state, conditions);
  const values = state === 'notApplicable' ? {} : rule.values?.(facts) ?? {};
  return {
    id: rule.id,
    title: rule.title,
    why: shorten(why, longestWhy),
    state,
    area: rule.area,
    ...(rule.template === undefined ? {} : { template: rule.template }),
    ...(Object.keys(values).length === 0 ? {} : { values }),
    conditions,
    effort: rule.effort,
    risks: [...rule.risks],
    how: rule.how,
    undo: rule.undo,
  };
}

/** The first condition that decides it, and how many more there are. */
function whyNot(
  state: FixStateEnum,
  conditions: readonly FixCondition[],
): string {
  const deciding = conditions.filter(
    condition =>
      condition.state === (state === 'unknown' ? 'unknown' : 'unmet'),
  );
  if (deciding.length === 0) {
    return 'Nothing is known that could decide it.';
  }
  const others = deciding.length - 1;
  const more =
    others > 0
      ? `; ${formatCount(others)} more ${
          others === 1 ? 'condition' : 'conditions'
        } ${state === 'unknown' ? 'cannot be told' : 'not met'}`
      : '';
  return `${deciding[0].evidence}${more}.`;
}
