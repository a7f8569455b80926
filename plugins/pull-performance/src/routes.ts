import {
  createExternalRouteRef,
  createRouteRef,
} from '@backstage/core-plugin-api';

/**
 * Where the pull performance tab of an entity is mounted.
 *
 * @public
 */
export const entityContentRouteRef = createRouteRef({
  id: 'pull-performance-entity-content',
});

/**
 * Where the card's "Open details" leads; by default to this plugin's own tab,
 * and nowhere when the tab is not installed.
 *
 * @public
 */
export const detailsRouteRef = createExternalRouteRef({
  id: 'pull-performance-details',
  optional: true,
  defaultTarget: 'pull-performance.entityContent',
});
