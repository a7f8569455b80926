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

/** The time range while none is chosen. */
export const DEFAULT_DAYS = 7;
/** Longer names of clusters are cut. */
export const LONGEST_CLUSTER_NAME = 253;
const LONGEST_IMAGE = 512;
const LONGEST_DIGEST = 256;
// https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md#digests
const DIGEST = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/;

/** What the tab shows; it lives in the URL, so that it can be shared. */
export interface TabFilters {
  days: number;
  /** All clusters when undefined. */
  cluster?: string;
  /** All outcomes when undefined. */
  outcome?: PullOutcome;
  /** The image whose layers are shown, by digest or else reference. */
  image?: string;
  /** Digest of a version of it; what runs now when undefined. */
  version?: string;
  /** Digest that the version is compared with; the one before when undefined. */
  comparedWith?: string;
}

const NAMES: Record<keyof TabFilters, string> = {
  days: 'range',
  cluster: 'cluster',
  outcome: 'outcome',
  image: 'image',
  version: 'version',
  comparedWith: 'compared',
};
const FILTERS = [
  'days',
  'cluster',
  'outcome',
  'image',
  'version',
  'comparedWith',
] as const;

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
    image: params.get(NAMES.image)?.slice(0, LONGEST_IMAGE) || undefined,
    version: digestOf(params.get(NAMES.version)),
    comparedWith: digestOf(params.get(NAMES.comparedWith)),
  };
  const change = useCallback(
    (changes: Partial<TabFilters>) =>
      setParams(
        previous => {
          const next = new URLSearchParams(previous);
          for (const filter of FILTERS.filter(name => name in changes)) {
            const value = changes[filter];
            if (value) {
              next.set(NAMES[filter], String(value));
            } else {
              next.delete(NAMES[filter]);
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

function digestOf(value: string | null): string | undefined {
  return value && value.length <= LONGEST_DIGEST && DIGEST.test(value)
    ? value
    : undefined;
}
