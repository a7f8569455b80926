import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { useRef } from 'react';

/**
 * Every cluster that can be chosen: a scorecard of one cluster names only that
 * one, so names that were seen before stay.
 */
export function useClusterNames(
  scorecard: Scorecard | undefined,
  chosen: string | undefined,
): string[] {
  const names = useRef(new Set<string>());
  for (const { cluster } of [
    ...(scorecard?.collection ?? []),
    ...(scorecard?.clusters ?? []),
    ...(scorecard?.link.workloads ?? []),
  ]) {
    names.current.add(cluster);
  }
  if (chosen) {
    names.current.add(chosen);
  }
  return [...names.current].sort();
}
