import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
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
 * Where the page about the whole fleet is mounted.
 *
 * @public
 */
export const fleetRouteRef = createRouteRef({ id: 'pull-performance-fleet' });

/**
 * The tab with the fleet's node pools.
 *
 * @public
 */
export const fleetNodesRouteRef = createSubRouteRef({
  id: 'pull-performance-fleet-nodes',
  parent: fleetRouteRef,
  path: '/nodes',
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

/**
 * Where "All nodes in the fleet" leads; by default to this plugin's own page,
 * and nowhere when the page is not installed.
 *
 * @public
 */
export const allNodesRouteRef = createExternalRouteRef({
  id: 'pull-performance-all-nodes',
  optional: true,
  defaultTarget: 'pull-performance.fleetNodes',
});

/**
 * Where the form of a scaffolder's template is; by default in the scaffolder,
 * and nowhere when that is not installed: then no fix has a button. In an app
 * of the old frontend system it is bound to
 * `scaffolderPlugin.routes.selectedTemplate`.
 *
 * @public
 */
export const templateRouteRef = createExternalRouteRef({
  id: 'pull-performance-template',
  params: ['namespace', 'templateName'],
  optional: true,
  defaultTarget: 'scaffolder.selectedTemplate',
});
