import { formatCount } from '../../units/numbers';
import {
  condition,
  Finding,
  met,
  unknown,
  unmet,
} from '../conditions/condition';
import { prepullConditions, whyPrepull } from '../conditions/prepull';
import { sentence } from '../conditions/sentence';
import { prepullValues } from '../facts/prepullValues';
import { RolloutHours, rolloutHours } from '../facts/rolloutHours';
import { FixFacts, FixRule } from '../FixRule';
import { fixTemplates } from '../formValues';

/** Our choice: from fewer rollouts no habit is concluded. */
const fewestRollouts = 5;
/** Our choice: half of the day, so that pulls before the first rollout have time to end. */
const fewestQuietHours = 12;

/**
 * The same as the DaemonSet at one hour of the day, without pods that stay.
 *
 * It asks for more than the DaemonSet: hours in which nothing is rolled out, told by when versions appeared. Whatever joins between two runs stays cold.
 */
export const prepullScheduled: FixRule = {
  id: 'prepull-scheduled',
  title: 'Pre-pull images by a schedule',
  area: 'pullTime',
  template: fixTemplates.prepull,
  effort: {
    who: 'service',
    what: 'A pull request with one manifest; pods run only while they pull.',
  },
  risks: [
    'Nodes that join after a run stay cold until the next one; a DaemonSet serves them too.',
    'No container holds the images between runs, so the kubelet may remove them when the disk fills up.',
    'It fetches the versions that its manifest names: one that is rolled out later the same day is not among them.',
    'All nodes pull in the same minutes: registry and link must bear that.',
  ],
  how: 'Add the schedule for an hour before the first rollouts of the day. Take the DaemonSet instead where a small pod on each node does no harm.',
  undo: 'Remove the manifest; the images stay on the nodes until the kubelet needs the space.',
  conditions: facts => [
    ...prepullConditions(facts),
    condition(
      { id: 'quiet-hours', what: 'There are hours without rollouts' },
      quietHours(rolloutHours(facts)),
    ),
  ],
  why(facts) {
    const hours = rolloutHours(facts);
    return sentence(
      whyPrepull(facts),
      hours &&
        `all ${bandInWords(hours)}, so there is a quiet time to fetch them`,
    );
  },
  values: facts => ({
    ...prepullValues(facts, { mode: 'cronjob', schedule: scheduleOf(facts) }),
  }),
};

function quietHours(hours: RolloutHours | undefined): Finding {
  const rollouts = hours?.rollouts ?? 0;
  if (!hours || rollouts < fewestRollouts) {
    return unknown({
      code: 'too-few-rollouts',
      what: `The hours of its rollouts are not known yet`,
      why: `${formatCount(
        rollouts,
      )} rollouts were seen; a habit needs ${fewestRollouts} of them.`,
      next: 'Wait for more rollouts, or choose the hour yourself in the template.',
    });
  }
  return hours.quietHours >= fewestQuietHours
    ? met(`All ${bandInWords(hours)}`)
    : unmet(
        `All ${bandInWords(
          hours,
        )}: no hour precedes them, and a DaemonSet serves all of them`,
      );
}

function bandInWords({ rollouts, fromHour, toHour }: RolloutHours): string {
  return `${formatCount(rollouts)} known rollouts were between ${clock(
    fromHour,
  )} and ${clock((toHour + 1) % 24)} UTC`;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** An hour before the first rollouts, UTC. Across midnight it would be another day of the week, so then each day. */
function scheduleOf(facts: FixFacts): string | undefined {
  const hours = rolloutHours(facts);
  if (!hours) {
    return undefined;
  }
  const hour = (hours.fromHour + 23) % 24;
  const days = hours.onWorkdays && hours.fromHour > 0 ? '1-5' : '*';
  return `0 ${hour} * * ${days}`;
}
