import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { useSeenNames } from './useSeenNames';

/** Every cluster that can be chosen. */
export function useClusterNames(
  scorecard: Scorecard | undefined,
  chosen: string | undefined,
): string[] {
  return useSeenNames(
    [
      ...(scorecard?.collection ?? []),
      ...(scorecard?.clusters ?? []),
      ...(scorecard?.link.workloads ?? []),
    ].map(({ cluster }) => cluster),
    chosen,
  );
}
