import {
  Fix,
  FixCondition,
  FixId,
  Registry,
  Scorecard,
  ServiceCluster,
  ServiceImage,
  ServiceNode,
  ServiceWorkload,
} from '../schema/openapi';
import { AreaId } from '../score/areas';

/**
 * What decides which fixes apply to a service: nothing else than what its scorecard and the answers behind it show.
 *
 * @public
 */
export interface FixFacts {
  scorecard: Omit<Scorecard, 'fixes'>;
  /** The images that run now, the first 100. */
  images: readonly ServiceImage[];
  /** The nodes that ran the service, those in the worst state first, the first 500. */
  nodes: readonly ServiceNode[];
  /** The first 100. */
  workloads: readonly ServiceWorkload[];
  clusters: readonly ServiceCluster[];
  /** What clouds tell of registries; absent where no source tells any. */
  registries?: readonly Registry[];
}

/**
 * One kind of fix: what must be so for it to be of use, why it helps, and what it takes. Pure: it predicts nothing.
 *
 * @public
 */
export interface FixRule {
  id: FixId;
  title: string;
  /** The area that it is about; the worse its grade, the earlier the fix comes. */
  area: AreaId;
  /** Name of the template that applies it. */
  template?: string;
  effort: Fix['effort'];
  risks: readonly string[];
  /** What to do, in plain words. */
  how: string;
  undo: string;
  /** All must be met; each says with figures what is so. */
  conditions(facts: FixFacts): FixCondition[];
  /** Why it applies here, one plain sentence with what was measured; asked only when all conditions are met. */
  why(facts: FixFacts): string;
  /** Values for the form of its template, empty where nothing is known; asked unless a condition fails. */
  values?(facts: FixFacts): Record<string, unknown>;
}
