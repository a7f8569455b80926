/** Words by which people name tags that are meant to move, even beside a version (`1.4-SNAPSHOT`). */
const movingWords =
  /(?:^|[._-])(?:latest|snapshot|nightly|edge|canary|stable)(?:$|[._-])/i;
/** A major version alone, perhaps with the name of a base: it moves to each new minor version. Longer numbers are those of builds. */
const bareMajor = /^v?\d{1,2}(?:-[a-z][a-z.]*)?$/i;

/**
 * Whether a tag may be that of one image for ever, by its form alone.
 *
 * @public
 */
export function mayBeFixedTag(tag: string): boolean {
  // A tag without any digit names no version at all: main, prod.
  return /\d/.test(tag) && !movingWords.test(tag) && !bareMajor.test(tag);
}
