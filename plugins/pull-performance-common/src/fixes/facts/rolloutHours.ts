import { FixFacts } from '../FixRule';
import { mainWorkload, pulledImages } from './mainWorkload';
import { worstClusterOf } from './worstCluster';

const hourMs = 3_600_000;

/** Hours of the day in UTC in which a service's versions appeared, and the longest stretch in which none did. */
export interface RolloutHours {
  /** So many rollouts are known. */
  rollouts: number;
  /** First hour with one, after the longest stretch without. */
  fromHour: number;
  /** Last hour with one. */
  toHour: number;
  /** Whole hours without any, between the last and the first. */
  quietHours: number;
  /** Whether all were from Monday to Friday, UTC. */
  onWorkdays: boolean;
}

/**
 * When versions of the workload that matters most were rolled out; absent when it has had none. The oldest version of each image is left out: it was there when
 * collecting began.
 */
export function rolloutHours(facts: FixFacts): RolloutHours | undefined {
  const workload = mainWorkload(facts, worstClusterOf(facts));
  const references = new Set(workload ? pulledImages(workload) : []);
  const timesMs = new Set(
    facts.images
      .filter(({ reference }) => references.has(reference))
      .flatMap(({ versions }) =>
        versions
          .slice(0, 100)
          .map(({ firstSeenAt }) => Date.parse(firstSeenAt))
          .filter(Number.isFinite)
          .sort((one, other) => one - other)
          .slice(1),
      ),
  );
  if (timesMs.size === 0) {
    return undefined;
  }
  const dates = [...timesMs].map(atMs => new Date(atMs));
  const hours = [...new Set(dates.map(date => date.getUTCHours()))].sort(
    (one, other) => one - other,
  );
  return {
    rollouts: new Set([...timesMs].map(atMs => Math.floor(atMs / hourMs))).size,
    ...longestStretch(hours),
    onWorkdays: dates.every(date => [1, 2, 3, 4, 5].includes(date.getUTCDay())),
  };
}

/** The day is a circle: after the last hour the first of the next day follows. */
function longestStretch(hours: readonly number[]) {
  let longest = { fromHour: hours[0], toHour: hours[0], quietHours: -1 };
  hours.forEach((hour, index) => {
    const isLast = index === hours.length - 1;
    const next = isLast ? hours[0] : hours[index + 1];
    const quietHours = next - hour - 1 + (isLast ? 24 : 0);
    if (quietHours > longest.quietHours) {
      longest = { fromHour: next, toHour: hour, quietHours };
    }
  });
  return longest;
}
