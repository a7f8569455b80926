/** So many characters may a line of evidence have. */
export const longestEvidence = 60;

/** A text in at most so many characters, cut with an ellipsis. */
export function shorten(text: string, longest: number): string {
  const characters = [...text];
  return characters.length <= longest
    ? text
    : `${characters
        .slice(0, Math.max(0, longest - 1))
        .join('')
        .trimEnd()}…`;
}

/** A name from outside on one line, without characters that hide, and in at most so many. */
export function plainName(name: string, longest: number): string {
  const plain = name
    .slice(0, 1000)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return shorten(plain, longest);
}
