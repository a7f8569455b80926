import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { ListFleetNodesRequest } from '../api';
import {
  DEFAULT_DAYS,
  LONGEST_CLUSTER_NAME,
  RANGE_DAYS,
} from './useTabFilters';

/** By what pools can be sorted, largest first. */
export type PoolOrder = NonNullable<ListFleetNodesRequest['sort']>;

const POOL_ORDERS: readonly PoolOrder[] = [
  'waitHours',
  'throttledShare',
  'nodes',
];

/** What the fleet page shows; it lives in the URL, so that it can be shared. */
export interface FleetFilters {
  days: number;
  /** All clusters when undefined. */
  cluster?: string;
  order: PoolOrder;
}

const NAMES: Record<keyof FleetFilters, string> = {
  days: 'range',
  cluster: 'cluster',
  order: 'sort',
};

/** The filters of the URL, and how to change them. */
export function useFleetFilters(): [
  FleetFilters,
  (change: Partial<FleetFilters>) => void,
] {
  const [params, setParams] = useSearchParams();
  const filters: FleetFilters = {
    days:
      RANGE_DAYS.find(range => String(range) === params.get(NAMES.days)) ??
      DEFAULT_DAYS,
    cluster:
      params.get(NAMES.cluster)?.slice(0, LONGEST_CLUSTER_NAME) || undefined,
    order:
      POOL_ORDERS.find(order => order === params.get(NAMES.order)) ??
      'waitHours',
  };
  const change = useCallback(
    (changes: Partial<FleetFilters>) =>
      setParams(
        previous => {
          const next = new URLSearchParams(previous);
          for (const filter of ['days', 'cluster', 'order'] as const) {
            const value = changes[filter];
            if (value) {
              next.set(NAMES[filter], String(value));
            } else if (filter in changes) {
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
