import { AreaUnitEnum, GradeLimits } from '../schema/openapi';

/**
 * The areas of a scorecard.
 *
 * @public
 */
export type AreaId = 'pullTime' | 'imageSize' | 'layerReuse' | 'nodeDiskHealth';

/**
 * What an area is, and how it is graded where nothing else is configured.
 *
 * @public
 */
export interface AreaDefinition {
  id: AreaId;
  title: string;
  /** What is measured, in one sentence. */
  measure: string;
  /** The unit of its values and limits. */
  unit: AreaUnitEnum;
  direction: 'lower-is-better' | 'higher-is-better';
  /** In `unit`. */
  defaultLimits: GradeLimits;
  /** Its part of the overall grade, compared with the other weights. */
  defaultWeight: number;
  /** In what people write its targets. */
  targetUnit: 'seconds' | 'megabytes' | 'percent';
  /** The annotation by which an entity sets its own targets. */
  targetsAnnotation: string;
}

/**
 * All areas, in the order in which they are shown. Each share and limit is
 * explained in `docs/scoring.md`.
 *
 * @public
 */
export const areaDefinitions: readonly AreaDefinition[] = [
  {
    id: 'pullTime',
    title: 'Pull time',
    measure:
      'The 95th percentile of the waits of pulls that brought bytes, in the worst cluster.',
    unit: 'seconds',
    direction: 'lower-is-better',
    defaultLimits: { a: 5, b: 10, c: 20, d: 45 },
    defaultWeight: 40,
    targetUnit: 'seconds',
    targetsAnnotation: 'pull-performance/pull-time-targets',
  },
  {
    id: 'imageSize',
    title: 'Image size',
    measure:
      'The compressed bytes of all images that a pod needs, init containers included.',
    unit: 'bytes',
    direction: 'lower-is-better',
    defaultLimits: { a: 100e6, b: 250e6, c: 400e6, d: 800e6 },
    defaultWeight: 20,
    targetUnit: 'megabytes',
    targetsAnnotation: 'pull-performance/image-size-targets',
  },
  {
    id: 'layerReuse',
    title: 'Layer reuse',
    measure:
      'The share of bytes that a node which ran the previous version does not fetch again.',
    unit: 'share',
    direction: 'higher-is-better',
    defaultLimits: { a: 0.85, b: 0.7, c: 0.5, d: 0.3 },
    defaultWeight: 20,
    targetUnit: 'percent',
    targetsAnnotation: 'pull-performance/layer-reuse-targets',
  },
  {
    id: 'nodeDiskHealth',
    title: 'Node disk health',
    measure:
      'The share of the nodes it ran on whose disk was throttled or nearly full.',
    unit: 'share',
    direction: 'lower-is-better',
    defaultLimits: { a: 0, b: 0.05, c: 0.1, d: 0.25 },
    defaultWeight: 20,
    targetUnit: 'percent',
    targetsAnnotation: 'pull-performance/node-disk-health-targets',
  },
];

/**
 * The definition of one area.
 *
 * @public
 */
export function areaDefinition(id: AreaId): AreaDefinition {
  const found = areaDefinitions.find(area => area.id === id);
  if (!found) {
    throw new TypeError(`There is no area ${id}`);
  }
  return found;
}
