import {
  bindingLimit,
  detectPullConcurrency,
  mostlyThrottledBy,
  NodeDisk,
  NodeDiskSummary,
  NodeFacts,
  NodePull,
  ParallelPulls,
  PullingTime,
} from 'backstage-plugin-pull-performance-common';
import { KnownNode } from './NodeJudge';

/** What is known of a node's image disk, as answers show it; `undefined` when nothing is. */
export function nodeDiskAnswer(
  { facts, figures, limit, node }: KnownNode,
  measuredBy: readonly string[],
): NodeDisk | undefined {
  const { imageDisk, alternativeDisks = [] } = facts;
  const isMeasured = (figures?.sampledSeconds ?? 0) > 0;
  if (!imageDisk && !isMeasured) return undefined;
  const toldBy = node.facts
    .filter(told => told.facts.imageDisk !== undefined)
    .map(({ source }) => source);
  return {
    kind: imageDisk?.kind ?? 'unknown',
    name: imageDisk?.name,
    sizeBytes: imageDisk?.sizeBytes,
    tier: imageDisk?.tier,
    limit,
    limits: imageDisk?.limits ?? [],
    alternatives: alternativeDisks.map(disk => ({
      kind: disk.kind,
      name: disk.name ?? disk.kind,
      limit: bindingLimit(disk.limits),
    })),
    queueDepth: figures?.queueDepth,
    iopsShare: figures?.iopsShare,
    bandwidthShare: figures?.bandwidthShare,
    ioPressureShare: figures?.ioPressureShare,
    usedShare: figures?.usedShare,
    sources: [...new Set([...(isMeasured ? measuredBy : []), ...toldBy])],
  };
}

/** The time in which pulls ran, of one node or several. */
export function pullingAnswer(
  summaries: readonly NodeDiskSummary[],
): PullingTime {
  const sum = (seconds: (summary: NodeDiskSummary) => number) =>
    summaries.reduce((total, summary) => total + seconds(summary), 0);
  return {
    seconds: sum(({ pullingSeconds }) => pullingSeconds),
    observedSeconds: sum(({ observedSeconds }) => observedSeconds),
    busySeconds: sum(({ busySeconds }) => busySeconds),
    throttledSeconds: sum(({ throttledSeconds }) => throttledSeconds),
    throttledBy: mostlyThrottledBy(summaries),
  };
}

/** Whether pulls run at once: what was seen comes before what a source tells of the node. */
export function parallelPullsAnswer(
  pulls: readonly NodePull[],
  facts: NodeFacts | undefined,
): ParallelPulls {
  const seen = detectPullConcurrency(pulls);
  const told = facts?.pullConcurrency;
  if (told && (seen.mode === 'unknown' || seen.mode === told.mode)) {
    return { mode: told.mode, mostPulls: told.mostPulls, basis: told.basis };
  }
  return {
    mode: seen.mode,
    // What was seen at once is no limit.
    mostPulls: seen.mode === 'serial' ? 1 : undefined,
    basis: seen.basis,
  };
}
