import { RESOURCE_TYPE_CATALOG_ENTITY } from '@backstage/plugin-catalog-common/alpha';
import {
  createPermission,
  Permission,
} from '@backstage/plugin-permission-common';

/**
 * Reading the pull figures of one catalog entity. Policies can decide by the
 * entity, as they do for the catalog; `catalog.entity.read` is asked as well.
 *
 * @public
 */
export const pullPerformanceScorecardReadPermission = createPermission({
  name: 'pull-performance.scorecard.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_CATALOG_ENTITY,
});

/**
 * Reading figures that belong to no single entity: collection, nodes, fleet.
 *
 * @public
 */
export const pullPerformanceFleetReadPermission = createPermission({
  name: 'pull-performance.fleet.read',
  attributes: { action: 'read' },
});

/**
 * Pushing events of clusters that Backstage cannot reach. It is for machines: give it to an external access token.
 *
 * @public
 */
export const pullPerformanceIngestPermission = createPermission({
  name: 'pull-performance.ingest',
  attributes: { action: 'create' },
});

/**
 * Recording that a fix was applied to an entity, and that it runs. Reading the entity's scorecard is asked as well.
 *
 * @public
 */
export const pullPerformanceChangeCreatePermission = createPermission({
  name: 'pull-performance.change.create',
  attributes: { action: 'create' },
});

/**
 * All permissions of this plugin.
 *
 * @public
 */
export const pullPerformancePermissions: Permission[] = [
  pullPerformanceScorecardReadPermission,
  pullPerformanceFleetReadPermission,
  pullPerformanceIngestPermission,
  pullPerformanceChangeCreatePermission,
];
