import { FixId } from 'backstage-plugin-pull-performance-common';

// An object, so that the compiler tells when one is missing.
const known: Record<FixId, true> = {
  'prepull-daemonset': true,
  'prepull-scheduled': true,
  estargz: true,
  'pull-policy': true,
  'parallel-pulls': true,
  'artifact-streaming': true,
  'ephemeral-os-disk': true,
  'larger-os-disk': true,
  'smaller-image': true,
  'layer-order': true,
  'shared-base': true,
};

/** All fixes, in the form that schemas of actions need. */
export const fixIds = Object.keys(known) as [FixId, ...FixId[]];
