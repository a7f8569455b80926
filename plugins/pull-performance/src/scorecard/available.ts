import { Entity } from '@backstage/catalog-model';

/**
 * Whether an entity carries an annotation that links it to workloads. Use it
 * to hide card and tab from the others; shown on them, both explain how to
 * link the entity.
 *
 * @public
 */
export function isPullPerformanceAvailable(entity: Entity): boolean {
  const annotations = entity.metadata.annotations ?? {};
  return Boolean(
    annotations['backstage.io/kubernetes-id'] ||
      annotations['backstage.io/kubernetes-label-selector'],
  );
}
