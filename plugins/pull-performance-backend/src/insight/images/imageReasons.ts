import { Reason } from 'backstage-plugin-pull-performance-common';
import { ServiceUse } from './serviceUses';

/** Why the layers of an image are unknown; `undefined` when they are not. What scanning tells is what it tried; here it is what is so. */
export function unknownLayersReason(use: ServiceUse): Reason | undefined {
  const { resolved, tag, reference } = use;
  if (resolved?.image) return undefined;
  if (resolved?.problem) {
    return {
      ...resolved.problem,
      what: `The layers of ${reference} are unknown`,
    };
  }
  if (resolved) {
    return {
      code: 'not-read-yet',
      what: `The layers of ${reference} are not read yet`,
      why: 'Its registry is asked within seconds after an image is first seen.',
      next: 'Come back in a minute.',
    };
  }
  if (tag?.problem) {
    return {
      ...tag.problem,
      what: `It is not known which image ${reference} is`,
    };
  }
  return {
    code: 'digest-unknown',
    what: `It is not known which image ${reference} is`,
    why: 'The container has not started, so nobody told its digest, and the tag has not been looked up yet.',
    next: 'Wait for the container to start, or look at its failed pulls.',
  };
}

/** Why no image of a service is known, although its workloads and clusters are. */
export const noImages: Reason = {
  code: 'no-images',
  what: 'No running image is known',
  why: 'No pod of its workloads exists, or its cluster pushes events without pods.',
  next: 'Start a pod of the service; in a cluster that pushes, let the collector send pods and nodes too (docs/pushed-events.md).',
};

/** Why layers cannot be compared with what was there before. */
export const oneVersion: Reason = {
  code: 'one-version',
  what: 'Only one version was seen',
  why: 'Reuse compares a version with the one before, and nothing is known of other images on its nodes.',
  next: 'Nothing to do: the next rollout brings the first comparison.',
};
