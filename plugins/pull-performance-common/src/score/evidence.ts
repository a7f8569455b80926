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
