import { WorkloadPage } from 'backstage-plugin-pull-performance-common';
import { Load, useLoad } from '../hooks/useLoad';

/** What one page holds at most; a service with more workloads is typed in. */
const MOST_WORKLOADS = 100;

/** The workloads of an entity and the nodes that they run on; asks nothing without an entity. */
export function useWorkloads(
  entityRef: string | undefined,
): Load<WorkloadPage> {
  return useLoad(entityRef && `workloads ${entityRef}`, async api =>
    entityRef
      ? api.listWorkloads({ entityRef, limit: MOST_WORKLOADS })
      : { items: [], totalItems: 0, clusters: [] },
  );
}
