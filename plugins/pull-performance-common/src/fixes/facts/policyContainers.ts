import { ServiceWorkload, WorkloadContainer } from '../../schema/openapi';
import { FixFacts } from '../FixRule';
import { permanenceOf } from './movingReference';

/** As many as an answer about one workload holds; a pod has few. */
const mostContainers = 100;

/** Containers of which a manifest sets the policy, without those that somebody attached for debugging. */
export function containersOf({
  containers,
}: ServiceWorkload): { name: string; image: string; policy?: string }[] {
  return containers
    .slice(0, mostContainers)
    .filter(isOfManifest)
    .map(({ name, image, pullPolicy: policy }) => ({ name, image, policy }));
}

function isOfManifest({ kind, name }: WorkloadContainer): boolean {
  return (kind === 'container' || kind === 'init') && name !== '';
}

export function isAlways({ policy }: { policy?: string }): boolean {
  return policy === 'Always';
}

/** Names of those with the policy Always whose reference stands for the same image for ever. */
export function fixedContainers(
  workload: ServiceWorkload,
  facts: FixFacts,
): string[] {
  return containersOf(workload)
    .filter(isAlways)
    .filter(({ image }) => permanenceOf(image, facts.images).state === 'fixed')
    .map(({ name }) => name);
}
