import { createApiRef } from '@backstage/frontend-plugin-api';
import {
  Change,
  ChangePage,
  CollectionPage,
  FixPage,
  FleetNodePage,
  ImagePage,
  NodePage,
  PullOutcome,
  PullPage,
  PullTimesPage,
  Scorecard,
  WorkloadPage,
} from 'backstage-plugin-pull-performance-common';

/**
 * Which entity and which time a question is about.
 *
 * @public
 */
export interface EntityWindowRequest {
  /** For example `component:default/checkout`. */
  entityRef: string;
  /** Start of the time, ISO 8601; by default the configured window before `to`. */
  from?: string;
  /** End of the time, ISO 8601; by default now. */
  to?: string;
  /** Only this cluster. */
  cluster?: string;
}

/**
 * Which single pulls to list.
 *
 * @public
 */
export interface ListPullsRequest extends EntityWindowRequest {
  /** Only pulls with this outcome. */
  outcome?: PullOutcome;
  /** Most pulls of one page. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * Which pull times to list.
 *
 * @public
 */
export interface ListPullTimesRequest extends EntityWindowRequest {
  /** What one item stands for besides its time step; by default `cluster`. */
  groupBy?: 'all' | 'cluster' | 'nodePool';
  /** Length of one item; by default a UTC day. */
  step?: 'hour' | 'day';
  /** Most items of one page. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * Which images to list.
 *
 * @public
 */
export interface ListImagesRequest {
  /** For example `component:default/checkout`. */
  entityRef: string;
  /** Only what runs in this cluster. */
  cluster?: string;
  /** Only this version, running or not; by default all images that run now. */
  digest?: string;
  /** The version that takes the place of the one before; only with `digest`. */
  comparedWith?: string;
  /** Most images of one page. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * Which nodes of an entity to list.
 *
 * @public
 */
export interface ListNodesRequest extends EntityWindowRequest {
  /** Most nodes of one page. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * Which node pools of the fleet to list.
 *
 * @public
 */
export interface ListFleetNodesRequest {
  /** By what the largest come first; by default hours of waiting. */
  sort?: 'waitHours' | 'throttledShare' | 'nodes';
  /** Start of the time, ISO 8601; by default the configured window before `to`. */
  from?: string;
  /** End of the time, ISO 8601; by default now. */
  to?: string;
  /** Only this cluster. */
  cluster?: string;
  /** Most node pools of one page. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * Which clusters to list.
 *
 * @public
 */
export interface ListCollectionRequest {
  /** Most clusters of one page. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * Which workloads of an entity to list.
 *
 * @public
 */
export interface ListWorkloadsRequest {
  /** For example `component:default/checkout`. */
  entityRef: string;
  /** Only those in this cluster. */
  cluster?: string;
  /** Most workloads of one page. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * Which fixes to list.
 *
 * @public
 */
export interface ListFixesRequest extends EntityWindowRequest {
  /** Most fixes of one page. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * Which applied changes to list.
 *
 * @public
 */
export interface ListChangesRequest {
  /** Only those of this entity; without it those of the whole fleet. */
  entityRef?: string;
  /** Most changes of one page. */
  limit?: number;
  /** The `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * Which change runs, and since when.
 *
 * @public
 */
export interface ConfirmRolloutRequest {
  /** The change. */
  id: string;
  /** Since when it runs, ISO 8601, not in the future. */
  rolledOutAt: string;
}

/**
 * What the frontend asks the pull performance backend. A failed call rejects
 * with a `ResponseError`.
 *
 * @public
 */
export interface PullPerformanceApi {
  /** The scorecard of one catalog entity. */
  getScorecard(request: EntityWindowRequest): Promise<Scorecard>;
  /** One page of quantiles over time, oldest first. */
  listPullTimes(request: ListPullTimesRequest): Promise<PullTimesPage>;
  /** One page of single pulls, newest first. */
  listPulls(request: ListPullsRequest): Promise<PullPage>;
  /** One page of images with their layers, newest first. */
  listImages(request: ListImagesRequest): Promise<ImagePage>;
  /** One page of the nodes that ran the entity, those in the worst state first. */
  listNodes(request: ListNodesRequest): Promise<NodePage>;
  /** One page of workloads with the settings of their newest pods. */
  listWorkloads(request: ListWorkloadsRequest): Promise<WorkloadPage>;
  /** One page of what could be done, best first, and what is of no use. */
  listFixes(request: ListFixesRequest): Promise<FixPage>;
  /** One page of fixes that were applied, newest first. */
  listChanges(request: ListChangesRequest): Promise<ChangePage>;
  /** Says that a change runs, where no cluster shows it. */
  confirmRollout(request: ConfirmRolloutRequest): Promise<Change>;
  /** One page of node pools of the whole fleet. */
  listFleetNodes(request: ListFleetNodesRequest): Promise<FleetNodePage>;
  /** One page of clusters and how collecting goes in them, by name. */
  listCollection(request: ListCollectionRequest): Promise<CollectionPage>;
}

/**
 * The way to the pull performance backend.
 *
 * @public
 */
export const pullPerformanceApiRef = createApiRef<PullPerformanceApi>().with({
  id: 'plugin.pull-performance.client',
  pluginId: 'pull-performance',
});
