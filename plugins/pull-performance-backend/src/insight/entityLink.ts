import { Entity } from '@backstage/catalog-model';
import {
  KUBERNETES_ANNOTATION,
  KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION,
} from '@backstage/plugin-kubernetes-common';
import {
  IGNORE_ANNOTATION,
  ServiceIndex,
} from '../kubernetes/services/ServiceIndex';

/** How an entity is linked to workloads by its annotations. */
export interface EntityLink {
  state: 'linked' | 'not-linked' | 'ignored' | 'unusable';
  /** Why the annotations are unusable. */
  why?: string;
}

/** Reads an entity's annotations the way the collectors do. */
export function entityLink(entity: Entity): EntityLink {
  const annotations = entity.metadata.annotations ?? {};
  if (annotations[IGNORE_ANNOTATION]?.trim() === 'true') {
    return { state: 'ignored' };
  }
  const named = [
    KUBERNETES_ANNOTATION,
    KUBERNETES_LABEL_SELECTOR_QUERY_ANNOTATION,
  ].some(name => annotations[name]?.trim());
  if (!named) {
    return { state: 'not-linked' };
  }
  const [problem] = ServiceIndex.create({ entities: [entity] }).problems;
  return problem
    ? { state: 'unusable', why: problem.why }
    : { state: 'linked' };
}
