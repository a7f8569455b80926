import { FixRule } from './FixRule';
import { artifactStreaming } from './rules/artifact-streaming';
import { ephemeralOsDisk } from './rules/ephemeral-os-disk';
import { estargz } from './rules/estargz';
import { largerOsDisk } from './rules/larger-os-disk';
import { layerOrder } from './rules/layer-order';
import { parallelPulls } from './rules/parallel-pulls';
import { prepullDaemonset } from './rules/prepull-daemonset';
import { prepullScheduled } from './rules/prepull-scheduled';
import { pullPolicy } from './rules/pull-policy';
import { sharedBase } from './rules/shared-base';
import { smallerImage } from './rules/smaller-image';

/**
 * All fixes in their order: of those that apply and are about areas of the same grade the earlier comes first. What a template does comes before what people
 * do, and what a service can do alone before what its platform has to do.
 */
export const fixRules: readonly FixRule[] = [
  prepullDaemonset,
  prepullScheduled,
  pullPolicy,
  estargz,
  smallerImage,
  layerOrder,
  sharedBase,
  artifactStreaming,
  parallelPulls,
  ephemeralOsDisk,
  largerOsDisk,
];
