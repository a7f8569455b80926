import { parseImageReference } from '../../images/imageReference';
import { ServiceImage } from '../../schema/openapi';
import { mayBeFixedTag } from '../mayBeFixedTag';

/** Whether a reference stands for the same image for ever, and from where that is known. */
export interface Permanence {
  state: 'fixed' | 'moving' | 'unknown';
  /** In few words: `has a digest`. */
  basis: string;
}

/** Judges a reference by its form and by what the registry and earlier pods told of its tag. */
export function permanenceOf(
  reference: string,
  images: readonly ServiceImage[],
): Permanence {
  const parsed = parseImageReference(reference);
  if (!parsed) {
    return { state: 'unknown', basis: 'cannot be read' };
  }
  if (parsed.digest !== undefined) {
    return { state: 'fixed', basis: 'has a digest' };
  }
  const { tag = 'latest' } = parsed;
  if (!mayBeFixedTag(tag)) {
    return { state: 'moving', basis: 'has a tag that names no version' };
  }
  const same = images.filter(image => image.reference === reference);
  if (same.some(image => image.tagMoved === true || hadOtherDigest(image))) {
    return { state: 'moving', basis: 'has a tag that moved' };
  }
  return same.some(image => image.tagMoved === false)
    ? { state: 'fixed', basis: 'has a tag that did not move so far' }
    : { state: 'unknown', basis: 'has a tag that may have moved' };
}

/** Pods ran another image under the same name. */
function hadOtherDigest({ reference, versions }: ServiceImage): boolean {
  const digests = versions
    .filter(version => version.reference === reference)
    .map(({ digest }) => digest);
  return new Set(digests).size > 1;
}
