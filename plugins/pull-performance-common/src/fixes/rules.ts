import { FixRule } from './FixRule';
import { prepullDaemonset } from './rules/prepull-daemonset';
import { pullPolicy } from './rules/pull-policy';
import { smallerImage } from './rules/smaller-image';

/**
 * All fixes in their order: of those that apply and are about areas of the same grade the earlier comes first. What a service can do alone comes before what
 * its platform has to do, and what a template does before what people do.
 */
export const fixRules: readonly FixRule[] = [
  prepullDaemonset,
  pullPolicy,
  smallerImage,
];
