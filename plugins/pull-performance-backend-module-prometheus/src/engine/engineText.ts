/** How much of a text is looked at. */
const MAX_INPUT_LENGTH = 4096;

/** What looks like a credential, whoever wrote it there. */
const secretForms: readonly [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 …'],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, '…'],
  [/:\/\/[^\s/"'@]*@/g, '://'],
  [
    /\b(access_token|token|password|passwd|secret|signature|sig)=[^\s&"']+/gi,
    '$1=…',
  ],
];

/**
 * Makes what an engine wrote fit to show: no control or invisible characters, none of the given secrets, nothing else that looks like a credential,
 * at most `maxLength` characters.
 */
export function engineText(
  text: string,
  options: { maxLength: number; secrets: readonly string[] },
): string {
  const { maxLength, secrets } = options;
  // A secret that is cut by the end would not be found.
  const spare = Math.max(0, ...secrets.map(secret => secret.length));
  let result = text.slice(0, MAX_INPUT_LENGTH + spare);
  for (const secret of secrets) {
    if (secret) result = result.replaceAll(secret, '…');
  }
  result = result
    .slice(0, MAX_INPUT_LENGTH)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, ' ');
  for (const [pattern, replacement] of secretForms) {
    result = result.replace(pattern, replacement);
  }
  result = result.trim();
  return result.length <= maxLength
    ? result
    : `${result.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
