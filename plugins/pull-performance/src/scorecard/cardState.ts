import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { headline } from './headline';

/** Which of the designed states an answer calls for. */
export type ScorecardState = 'noCluster' | 'notLinked' | 'noData' | 'data';

/**
 * Data comes first: pulls that were seen are shown even when the cluster or
 * the link has gone since. Failures alone are data too.
 */
export function scorecardState(scorecard: Scorecard): ScorecardState {
  const failed = scorecard.allClusters?.counts.failed ?? 0;
  if (headline(scorecard).kind !== 'none' || failed > 0) {
    return 'data';
  }
  if (scorecard.collection.length === 0) {
    return 'noCluster';
  }
  return scorecard.link.linked ? 'noData' : 'notLinked';
}
