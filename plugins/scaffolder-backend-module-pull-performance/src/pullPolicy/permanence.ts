import { parseImageReference } from 'backstage-plugin-pull-performance-common';

/** Words by which people name tags that are meant to move, even beside a version (`1.4-SNAPSHOT`). */
const movingWords =
  /(?:^|[._-])(?:latest|snapshot|nightly|edge|canary|stable)(?:$|[._-])/i;
/** A major version alone, perhaps with the name of a base: it moves to each new minor version. Longer numbers are those of builds. */
const bareMajor = /^v?\d{1,2}(?:-[a-z][a-z.]*)?$/i;

/** Whether a tag may be that of one image for ever, by its form alone. */
export function mayBeFixedTag(tag: string): boolean {
  // A tag without any digit names no version at all: main, prod.
  return /\d/.test(tag) && !movingWords.test(tag) && !bareMajor.test(tag);
}

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
