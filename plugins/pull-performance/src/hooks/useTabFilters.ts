import { PullOutcome } from 'backstage-plugin-pull-performance-common';
import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';

/** The time ranges that can be chosen, in days. */
export const RANGE_DAYS = [1, 7, 30, 90] as const;

/** The outcomes that single pulls can be narrowed down to. */
export const OUTCOMES: readonly PullOutcome[] = [
  'cold',
  'warm',
  'checked',
  'present',
  'failed',
];

const DEFAULT_DAYS = 7;
const LONGEST_CLUSTER_NAME = 253;

/** What the tab shows; it lives in the URL, so that it can be shared. */
export interface TabFilters {
  days: number;
  /** All clusters when undefined. */
  cluster?: string;
  /** All outcomes when undefined. */
  outcome?: PullOutcome;
}

/** The filters of the URL, and how to change them. */
export function useTabFilters(): [
  TabFilters,
  (change: Partial<TabFilters>) => void,
] {
  const [params, setParams] = useSearchParams();
  const days = RANGE_DAYS.find(range => String(range) === params.get('range'));
  const cluster = params.get('cluster')?.slice(0, LONGEST_CLUSTER_NAME);
  const outcome = OUTCOMES.find(known => known === params.get('outcome'));
  const filters: TabFilters = {
    days: days ?? DEFAULT_DAYS,
    cluster: cluster || undefined,
    outcome,
  };
  const change = useCallback(
    (changes: Partial<TabFilters>) =>
      setParams(
        previous => {
          const next = new URLSearchParams(previous);
          const values: Record<string, string | undefined> = {};
          if ('days' in changes) {
            values.range = String(changes.days);
          }
          if ('cluster' in changes) {
            values.cluster = changes.cluster;
          }
          if ('outcome' in changes) {
            values.outcome = changes.outcome;
          }
          for (const [name, value] of Object.entries(values)) {
            if (value) {
              next.set(name, value);
            } else {
              next.delete(name);
            }
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [filters, change];
}
