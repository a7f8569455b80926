import {
  ImageVersion,
  parseImageReference,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';

const SHOWN_HEXADECIMAL_DIGITS = 12;
/** Enough for the few versions of one image, as Git has it for commits. */
const SHOWN_OF_VERSION = 7;

/** A reference in the two parts that people read. */
export interface ImageName {
  /** Without registry and path: `checkout:2.41.0`. */
  name: string;
  /** Registry and path before it: `docker.io/library`. */
  place: string;
  tag?: string;
}

/** Takes a reference apart for reading; what is no reference stays whole. */
export function imageName(reference: string): ImageName {
  const parsed = parseImageReference(reference);
  if (!parsed) {
    return { name: reference, place: '' };
  }
  const { registry, repository, tag, digest } = parsed;
  const path = `${registry}/${repository}`;
  const slash = path.lastIndexOf('/');
  const last = path.slice(slash + 1);
  const untagged = digest ? `${last}@${shortDigest(digest)}` : last;
  return {
    name: tag ? `${last}:${tag}` : untagged,
    place: path.slice(0, slash),
    tag,
  };
}

/** The first digits of a digest, enough to tell one from another: `sha256:4f0a1b2c3d4e`. */
export function shortDigest(
  digest: string,
  digits: number = SHOWN_HEXADECIMAL_DIGITS,
): string {
  const [algorithm, hexadecimal] = digest.split(':', 2);
  return hexadecimal === undefined
    ? digest.slice(0, digits)
    : `${algorithm}:${hexadecimal.slice(0, digits)}`;
}

/** What names an image in the URL. */
export function imageKey(image: ServiceImage): string {
  return image.digest ?? image.reference;
}

/**
 * A name for each version, by digest: its tag, with the first digits of the
 * digest where a tag stood for several images: `main · 74c3fb2`.
 */
export function versionNames(
  versions: readonly Pick<ImageVersion, 'digest' | 'reference'>[],
): Map<string, string> {
  const tags = versions.map(({ reference }) =>
    reference === undefined ? undefined : imageName(reference).tag,
  );
  return new Map(
    versions.map(({ digest }, index) => {
      const tag = tags[index];
      if (tag === undefined) {
        return [digest, shortDigest(digest, SHOWN_OF_VERSION)];
      }
      const alone = tags.indexOf(tag) === tags.lastIndexOf(tag);
      return [digest, alone ? tag : `${tag} · ${firstDigits(digest)}`];
    }),
  );
}

/** The name of one version among those that are known of an image. */
export function versionName(image: ServiceImage, digest: string): string {
  const { versions, previous, reference } = image;
  const all = [
    ...(image.digest ? [{ digest: image.digest, reference }] : []),
    ...(previous ? [previous] : []),
    ...versions,
  ];
  const each = new Map(all.map(known => [known.digest, known]));
  return (
    versionNames([...each.values()]).get(digest) ??
    shortDigest(digest, SHOWN_OF_VERSION)
  );
}

function firstDigits(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, SHOWN_OF_VERSION);
}
