import {
  fewestGradedPulls,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';

/** What the card leads with. */
export type Headline =
  /** p95 over all clusters in the asked time. */
  | { kind: 'p95'; seconds: number; clusters: number }
  /** The asked time holds too few pulls; the pull time area looked further back. */
  | {
      kind: 'widerWindow';
      seconds: number;
      cluster?: string;
      days: number;
      count: number;
    }
  /** Too few pulls for a p95: the slowest of them. */
  | { kind: 'slowest'; seconds: number; count: number }
  /** Pods started, but no image had to be downloaded. */
  | { kind: 'nothingDownloaded'; checked: number; present: number }
  /** No pull at all. */
  | { kind: 'none' };

/** Chooses the number that a reader sees first, and says what it stands on. */
export function headline(scorecard: Scorecard): Headline {
  const all = scorecard.allClusters;
  const graded = all?.gradedWaitSeconds;
  const count = graded?.count ?? 0;
  if (graded && count >= fewestGradedPulls) {
    return {
      kind: 'p95',
      seconds: graded.p95,
      clusters: scorecard.clusters.filter(
        ({ gradedWaitSeconds }) => (gradedWaitSeconds?.count ?? 0) > 0,
      ).length,
    };
  }
  const { pullTime } = scorecard.areas;
  if (pullTime.grade !== 'unknown' && pullTime.value !== undefined) {
    return {
      kind: 'widerWindow',
      seconds: pullTime.value,
      cluster: pullTime.worstCluster,
      days: windowDays(pullTime.window ?? scorecard.window),
      count,
    };
  }
  if (graded && count > 0) {
    return { kind: 'slowest', seconds: graded.max, count };
  }
  const checked = all?.counts.checked ?? 0;
  const present = all?.counts.present ?? 0;
  return checked + present > 0
    ? { kind: 'nothingDownloaded', checked, present }
    : { kind: 'none' };
}

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Length of a window in days, at least one. */
export function windowDays(window: { from: string; to: string }): number {
  const milliseconds = Date.parse(window.to) - Date.parse(window.from);
  return Math.max(1, Math.round(milliseconds / DAY_MILLISECONDS));
}

/**
 * How much slower this window is than the one before, as a share: 0.18 is
 * 18 % slower. Undefined when one of them holds too few pulls.
 */
export function changeShare(scorecard: Scorecard): number | undefined {
  const now = scorecard.allClusters?.gradedWaitSeconds;
  const before = scorecard.previous?.gradedWaitSeconds;
  if (
    !now ||
    !before ||
    now.count < fewestGradedPulls ||
    before.count < fewestGradedPulls ||
    before.p95 <= 0
  ) {
    return undefined;
  }
  return now.p95 / before.p95 - 1;
}
