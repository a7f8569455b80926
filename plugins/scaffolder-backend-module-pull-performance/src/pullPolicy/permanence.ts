import {
  mayBeFixedTag,
  parseImageReference,
} from 'backstage-plugin-pull-performance-common';

/** What is known of a reference besides its form. */
export interface ReferenceFacts {
  /** Whether the registry, or pods, showed that the tag stands for another image now; absent while unknown. */
  tagMoved?: boolean;
  /** Whether the user says that tags never move. */
  tagsAreImmutable: boolean;
}

/**
 * Why the image of a reference may change behind it, so that `IfNotPresent` would start old ones.
 *
 * @returns `undefined` when it stands for the same image for ever
 */
export function whyNotFixed(
  reference: string,
  facts: ReferenceFacts,
): string | undefined {
  const parsed = parseImageReference(reference);
  if (!parsed) {
    return 'its image is no reference that can be read. Write it out, or give images with what runs';
  }
  if (parsed.digest !== undefined) {
    return undefined;
  }
  const { tag = 'latest' } = parsed;
  if (!mayBeFixedTag(tag)) {
    return `the tag ${tag} is one that moves: nodes that have an old image would keep starting it. Use a tag of one build, or a digest`;
  }
  if (facts.tagMoved === true) {
    return `the tag ${tag} was seen to move: nodes that have an old image would keep starting it. Use a tag of one build, or a digest`;
  }
  if (facts.tagMoved === undefined && !facts.tagsAreImmutable) {
    return `nothing tells that the tag ${tag} never moves. Give tagsAreImmutable: true if nobody pushes a tag twice, or use a digest`;
  }
  return undefined;
}
