/** Text from a cluster, made safe to show and to log: one line, no control characters, at most `maxLength` long. */
export function plainText(text: string, maxLength = 300): string {
  const line = text
    .slice(0, 4 * maxLength)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
