import { Area, GradeLimits, Reason, Window } from '../schema/openapi';
import { formatCount } from '../units/numbers';
import { formatSeconds } from '../units/seconds';
import { areaDefinition } from './areas';
import { confidenceOf, fewestGradedPulls } from './confidence';
import { longestEvidence } from './evidence';
import { gradeOf } from './grades';
import { unknownArea } from './unknownArea';

/**
 * The waits of the pulls of one cluster that brought bytes (cold and warm).
 *
 * @public
 */
export interface ClusterWaits {
  cluster: string;
  /** All such pulls. */
  pulls: number;
  /** Those whose wait is known; the quantile and the maximum are theirs. */
  known: number;
  p95Seconds: number;
  maxSeconds: number;
}

/**
 * Grades the pull time by its worst cluster. Clusters with fewer than 5 known
 * waits have no p95: they do not decide, unless no cluster has one; then the
 * slowest pull is shown and there is no grade.
 *
 * @public
 */
export function scorePullTime(options: {
  clusters: readonly ClusterWaits[];
  limits: GradeLimits;
  /** What the waits cover, and whether it was widened for lack of pulls. */
  window: Window;
  widened: boolean;
  /** Why there is nothing, should there be no pull that brought bytes. */
  reasonWithoutPulls: Reason;
}): Area {
  const { clusters, limits, window } = options;
  const area = areaDefinition('pullTime');
  const pulls = clusters.reduce((sum, { pulls: count }) => sum + count, 0);
  const known = clusters.filter(cluster => cluster.known > 0);
  if (known.length === 0) {
    const reason = pulls > 0 ? waitsUnknown(pulls) : options.reasonWithoutPulls;
    return { ...unknownArea({ area, limits, reason }), window };
  }

  const gradable = known
    .filter(cluster => cluster.known >= fewestGradedPulls)
    .sort((one, other) => other.p95Seconds - one.p95Seconds);
  if (gradable.length === 0) {
    const slowest = known.reduce((one, other) =>
      other.maxSeconds > one.maxSeconds ? other : one,
    );
    const reason = tooFewPulls(known, window);
    return {
      ...unknownArea({ area, limits, reason }),
      value: slowest.maxSeconds,
      samples: known.reduce((sum, cluster) => sum + cluster.known, 0),
      evidence: `Slowest of ${countedPulls(known)} is in ${slowest.cluster}`,
      window,
      worstCluster: slowest.cluster,
    };
  }

  const [worst, ...others] = gradable;
  return {
    grade: gradeOf(worst.p95Seconds, limits),
    value: worst.p95Seconds,
    unit: area.unit,
    samples: worst.known,
    confidence: confidenceOf({
      samples: worst.known,
      allMeasured: clusters.every(cluster => cluster.known === cluster.pulls),
    }),
    evidence: evidenceOf({ worst, others, ...options }),
    target: limits.b,
    limits,
    window,
    worstCluster: worst.cluster,
  };
}

function evidenceOf(options: {
  worst: ClusterWaits;
  others: ClusterWaits[];
  window: Window;
  widened: boolean;
}): string {
  const { worst, others, window, widened } = options;
  const sample = `p95 of ${countedPulls([worst])}`;
  if (widened) {
    return `${sample} in ${worst.cluster}, widened to ${daysInWords(window)}`;
  }
  let text = `${sample} in ${worst.cluster}`;
  let separator = '; ';
  for (const other of others) {
    const next = `${text}${separator}${other.cluster} ${formatSeconds(
      other.p95Seconds,
    )}`;
    if (next.length > longestEvidence) {
      break;
    }
    text = next;
    separator = ', ';
  }
  return text;
}

function tooFewPulls(known: ClusterWaits[], window: Window): Reason {
  const count = countedPulls(known);
  const where =
    known.length > 1 ? `, spread over ${known.length} clusters` : '';
  return {
    code: 'too-few-pulls',
    what: `${count} ${
      known.length === 1 && known[0].known === 1 ? 'is' : 'are'
    } too few for a p95 or a grade`,
    why: `A grade needs ${fewestGradedPulls} pulls that brought bytes in one cluster; a window of ${daysInWords(
      window,
    )} has ${count}${where}.`,
    next: 'Wait for the next rollout or the next new node; every pull counts.',
  };
}

function waitsUnknown(pulls: number): Reason {
  return {
    code: 'waits-unknown',
    what: `The waits of ${formatCount(pulls)} pulls are unknown`,
    why: 'The events of these pulls do not say how long they took.',
    next: 'Look at the messages in the list of pulls, and update the kubelet if it is older than Kubernetes 1.20.',
  };
}

function countedPulls(clusters: ClusterWaits[]): string {
  const count = clusters.reduce((sum, cluster) => sum + cluster.known, 0);
  return `${formatCount(count)} ${count === 1 ? 'pull' : 'pulls'}`;
}

function daysInWords(window: Window): string {
  const ms = Date.parse(window.to) - Date.parse(window.from);
  const days = Math.max(1, Math.round(ms / (24 * 60 * 60 * 1000)));
  return days === 1 ? '1 day' : `${days} days`;
}
