import { plainName } from '../../score/evidence';
import { ClusterScore, OutcomeCounts, Reason } from '../../schema/openapi';
import { FixFacts } from '../FixRule';
import { isAmount } from './amounts';

/** Name of the cluster that decides the pull time, where a fix of pulls matters most; absent while none does. */
export function worstClusterOf(facts: FixFacts): string | undefined {
  return facts.scorecard.areas.pullTime.worstCluster || undefined;
}

/** The figures of that cluster. */
export function worstScoreOf(facts: FixFacts): ClusterScore | undefined {
  const name = worstClusterOf(facts);
  return facts.scorecard.clusters.find(({ cluster }) => cluster === name);
}

/** How many pulls brought bytes, and how many found the image on the node; absent where there were none or counts are no counts. */
export function arrivals(
  counts: OutcomeCounts | undefined,
): { brought: number; onNode: number; checked: number } | undefined {
  if (!counts) {
    return undefined;
  }
  const { cold, warm, checked, present } = counts;
  if (![cold, warm, checked, present].every(isAmount)) {
    return undefined;
  }
  const brought = cold + warm;
  const onNode = checked + present;
  return brought + onNode > 0 ? { brought, onNode, checked } : undefined;
}

/** Why nothing can be said of the pulls of the worst cluster. */
export function noPullsReason(facts: FixFacts): Reason {
  const cluster = worstClusterOf(facts);
  return (
    facts.scorecard.areas.pullTime.reason ?? {
      code: 'no-pulls-in-window',
      what: cluster
        ? `The pulls of ${plainName(cluster, 40)} in this window are unknown`
        : 'No cluster has pulls that could be judged',
      why: 'The window of the scorecard holds no pulls of known outcome there.',
      next: 'Choose a longer window, or wait for the next rollout.',
    }
  );
}
