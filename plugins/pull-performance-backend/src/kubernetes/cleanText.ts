/** How much of a text is looked at; what is kept of it is much shorter. */
const MAX_INPUT_LENGTH = 4096;

const secretForms: [RegExp, string][] = [
  // `scheme://user:password@host`; a password may hold unescaped slashes, a port is no password.
  [/:\/\/[^\s"'/@:]*:(?!\d+(?:[/\s"']|$))[^\s"']*@/g, '://'],
  [/:\/\/[^\s"'/]*@/g, '://'],
  // Signed addresses of blobs carry their right in the query.
  [/(:\/\/[^\s"'?]*)\?[^\s"']*/g, '$1'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{16,}/gi, '$1 …'],
  [
    /\b(access_token|refresh_token|id_token|token|password|passwd|secret|signature|sig)=[^\s&"']+/gi,
    '$1=…',
  ],
];

/**
 * Makes a text from a cluster fit to store and to show: no control or invisible
 * characters, nothing that looks like a credential, at most `maxLength` long.
 */
export function cleanText(text: string, maxLength: number): string {
  let result = text;
  if (result.length > MAX_INPUT_LENGTH) {
    // The last word may be half of an address with its password.
    const head = result.slice(0, MAX_INPUT_LENGTH);
    result = head.slice(0, Math.max(0, head.lastIndexOf(' ')));
  }
  // Tabs and line breaks become spaces; so do lone surrogates, which no database takes.
  result = result.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, ' ');
  for (const [pattern, replacement] of secretForms) {
    result = result.replace(pattern, replacement);
  }
  result = result.trim();
  return result.length > maxLength
    ? result.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '')
    : result;
}
