import { whyNotFixed } from './permanence';
import {
  PolicyChange,
  PullPolicyOptions,
  wantedPolicy,
} from './PullPolicyOptions';

/** A container as the repository has it. */
export interface WrittenContainer {
  name: string;
  image?: string;
  pullPolicy?: string;
}

/** Whether a container is one that the user chose, or by default one of which the policy is `Always`. */
export function isChosen(
  container: WrittenContainer,
  options: PullPolicyOptions,
): boolean {
  const { containers, workload } = options;
  if (containers.length > 0) {
    return containers.includes(container.name);
  }
  const running = workload.containers.find(one => one.name === container.name);
  return (container.pullPolicy ?? running?.pullPolicy) === 'Always';
}

/** Whether a container's policy may be set, and if not why. */
export function judgeContainer(
  container: WrittenContainer,
  file: string,
  options: PullPolicyOptions,
): PolicyChange {
  const { images, tagsAreImmutable, workload } = options;
  const { name, pullPolicy: before } = container;
  const result = { container: name, file, before, isSet: false };
  if (before === wantedPolicy) {
    return result;
  }
  if (before === 'Never') {
    return {
      ...result,
      whyNot: 'its policy is Never: it asks no registry, which somebody chose',
    };
  }
  // What runs is what a manifest became; images may be filled in later by Kustomize or a pipeline.
  const image =
    workload.containers.find(one => one.name === name)?.image ??
    container.image;
  if (image === undefined) {
    return {
      ...result,
      whyNot: 'its image is not known. Give workload with what runs',
    };
  }
  const facts = images.filter(one => one.reference === image);
  const whyNot = whyNotFixed(image, {
    tagsAreImmutable,
    tagMoved: facts.some(one => one.tagMoved === true)
      ? true
      : facts.find(one => one.tagMoved !== undefined)?.tagMoved,
  });
  return whyNot === undefined
    ? { ...result, isSet: true }
    : { ...result, whyNot };
}
