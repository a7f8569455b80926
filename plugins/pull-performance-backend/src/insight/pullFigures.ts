import {
  OutcomeCounts,
  PullOutcome,
  QuantilesSeconds,
  WaitSeconds,
} from 'backstage-plugin-pull-performance-common';
import { PullAggregate } from '../store/PullStore';
import { QuantileSketch } from '../store/QuantileSketch';

/** The figures of a set of pulls; what is not known is absent. */
export interface PullFigures {
  counts: OutcomeCounts;
  /** Waits of cold, warm and checked pulls. */
  waitSeconds?: WaitSeconds;
  /** Waits of cold and warm pulls. */
  gradedWaitSeconds?: WaitSeconds;
  /** Pull times of cold, warm and checked pulls. */
  pullSeconds?: QuantilesSeconds;
  /** Share of the waiting of cold and warm pulls that was queueing. */
  queueShare?: number;
}

/** Whether pulls with this outcome brought bytes, which is what the pull time area grades. */
export function broughtBytes({ outcome }: { outcome?: PullOutcome }): boolean {
  return outcome === 'cold' || outcome === 'warm';
}

/** Merges aggregates, which must be split by outcome, into the figures of all their pulls. */
export function figuresOf(aggregates: readonly PullAggregate[]): PullFigures {
  const counts = { cold: 0, warm: 0, checked: 0, present: 0, failed: 0 };
  for (const { outcome, count } of aggregates) {
    if (outcome) {
      counts[outcome] += count;
    }
  }
  const graded = aggregates.filter(broughtBytes);
  const asked = aggregates.filter(
    aggregate => broughtBytes(aggregate) || aggregate.outcome === 'checked',
  );
  return {
    counts,
    waitSeconds: waitsOf(asked),
    gradedWaitSeconds: waitsOf(graded),
    pullSeconds: quantilesOf(asked.map(({ pullSketch }) => pullSketch)),
    queueShare: queueShareOf(graded),
  };
}

/** Waits of the given aggregates; absent when no wait is known. */
export function waitsOf(
  aggregates: readonly PullAggregate[],
): WaitSeconds | undefined {
  const max = aggregates.reduce(
    (most, { waitSecondsMax }) => Math.max(most, waitSecondsMax),
    0,
  );
  const quantiles = quantilesOf(
    aggregates.map(({ waitSketch }) => waitSketch),
    max,
  );
  return (
    quantiles && {
      ...quantiles,
      max,
      sum: aggregates.reduce((sum, one) => sum + one.waitSecondsSum, 0),
    }
  );
}

/** Quantiles of merged sketches, none above the largest known value; absent without values. */
export function quantilesOf(
  sketches: readonly QuantileSketch[],
  max = Infinity,
): QuantilesSeconds | undefined {
  const merged = QuantileSketch.create();
  for (const sketch of sketches) {
    merged.merge(sketch);
  }
  const p50 = merged.quantile(0.5);
  const p95 = merged.quantile(0.95);
  if (p50 === undefined || p95 === undefined) {
    return undefined;
  }
  // A bucket's middle can lie 1 % above the one value in it.
  return {
    count: merged.count,
    p50: Math.min(p50, max),
    p95: Math.min(p95, max),
  };
}

function queueShareOf(
  aggregates: readonly PullAggregate[],
): number | undefined {
  const wait = aggregates.reduce(
    (sum, one) => sum + one.splitWaitSecondsSum,
    0,
  );
  const pull = aggregates.reduce(
    (sum, one) => sum + one.splitPullSecondsSum,
    0,
  );
  return wait > 0 ? Math.min(1, Math.max(0, 1 - pull / wait)) : undefined;
}
