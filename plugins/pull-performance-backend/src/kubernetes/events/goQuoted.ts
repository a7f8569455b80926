const simpleEscapes: Record<string, string> = {
  a: ' ',
  b: ' ',
  f: ' ',
  n: ' ',
  r: ' ',
  t: ' ',
  v: ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

const quoted = /^"([^"\\]*(?:\\.[^"\\]*)*)"/;
const escape =
  /\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]{2})|([0-7]{3})|(.))/gi;

/**
 * Reads the text that Go's `%q` wrote at the start of `text`.
 *
 * @returns the text without quotation marks and what follows it, or `undefined` when there is none
 */
export function readGoQuoted(
  text: string,
): { value: string; rest: string } | undefined {
  const match = quoted.exec(text);
  if (!match) {
    return undefined;
  }
  const value = match[1].replace(
    escape,
    (_, short, long, byte, octal, simple) => {
      if (simple !== undefined) {
        return simpleEscapes[simple] ?? simple;
      }
      const code =
        octal === undefined
          ? parseInt(short ?? long ?? byte, 16)
          : parseInt(octal, 8);
      return code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
    },
  );
  return { value, rest: text.slice(match[0].length) };
}
