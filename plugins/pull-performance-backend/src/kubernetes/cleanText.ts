/** Nearly all names and images: nothing in them needs cleaning, unless they hold an address. */
const plainName = /^[a-z0-9.:/@_-]*$/;
/** Nearly all texts: no characters that need cleaning, and no word that a credential begins with. */
const plainText = /^[\x20-\x7e]*$/;
const suspicious = /:\/\/|eyJ|bearer|basic|token|passw|secret|sig(?:nature)?=/i;

function isPlain(text: string): boolean {
  return plainName.test(text)
    ? !text.includes('://')
    : plainText.test(text) && !suspicious.test(text);
}

/** How much of a text is looked at; what is kept of it is much shorter. */
const MAX_INPUT_LENGTH = 4096;

const addresses = /:\/\/[^\s"']+/g;
/** A user and the beginning of a password; a port is no password. */
const userAndPassword = /^[^/:@]*:(?!\d+(?:\/|$))/;

const secretForms: [RegExp, string][] = [
  [/\b(bearer|basic)\s+[\w.~+/=-]{16,}/gi, '$1 …'],
  // JSON Web Tokens, whatever stands before them
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, '…'],
  [
    /\b(access_token|refresh_token|id_token|token|password|passwd|secret|signature|sig)=[^\s&"']+/gi,
    '$1=…',
  ],
  // The same in an answer's JSON, whose quotes Go may have escaped
  [
    /\b(access_token|refresh_token|id_token|identitytoken|token|password|passwd|secret)(\\?["'])\s?:\s?\\?["'][^\s"']+/gi,
    '$1$2:"…',
  ],
];

/**
 * An address without user and password, and without a query: signed addresses of
 * blobs carry their right in it. A password may hold unescaped slashes, and an
 * address another address. Looks at each character a fixed number of times.
 */
function withoutCredentials(address: string): string {
  const parts = address.split('://');
  const lastAt = address.lastIndexOf('@');
  let start = 0;
  let clean = parts[0];
  for (const part of parts.slice(1)) {
    start = address.indexOf('://', start) + 3;
    if (start <= lastAt && userAndPassword.test(part)) {
      clean += `://${address.slice(lastAt + 1)}`;
      break;
    }
    const [authority] = part.split('/', 1);
    clean += `://${part.slice(authority.lastIndexOf('@') + 1)}`;
  }
  return clean.split('?', 1)[0];
}

/** The same text in memory of its own: a part of a long text would keep all of that alive. */
export function detached(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}

/**
 * Makes a text from a cluster fit to store and to show: no control or invisible
 * characters, nothing that looks like a credential, at most `maxLength` long.
 */
export function cleanText(text: string, maxLength: number): string {
  // Thousands of texts arrive per second, so what needs nothing costs next to nothing.
  if (
    text.length <= maxLength &&
    text.length <= MAX_INPUT_LENGTH &&
    isPlain(text)
  ) {
    return text.trim();
  }
  let result = text;
  if (result.length > MAX_INPUT_LENGTH) {
    // The last word may be half of an address with its password.
    const head = result.slice(0, MAX_INPUT_LENGTH);
    result = head.slice(0, Math.max(0, head.lastIndexOf(' ')));
  }
  // Tabs and line breaks become spaces; so do lone surrogates, which no database takes.
  result = result.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, ' ');
  result = result.replace(addresses, withoutCredentials);
  for (const [pattern, replacement] of secretForms) {
    result = result.replace(pattern, replacement);
  }
  result = result.trim();
  if (result.length > maxLength) {
    result = result.slice(0, maxLength).replace(/[\uD800-\uDBFF]$/, '');
  }
  return result.length * 2 < text.length ? detached(result) : result;
}
