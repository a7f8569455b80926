const MAXIMUM_CHARACTERS = 300;
const MOST_READ = 1000;

// What people write begins with a word; these begin a page, an object or a list.
const NO_WORDS = /^[<{[]|<[/!]?[a-z]/i;
// An object or list behind the words, as clients append what they were answered.
const APPENDED_JSON = /[\s,:;(-]*[{[]\s*["{[].*$/;

/**
 * The first line of a message, when it is plain words: no markup, no data, no
 * control characters, and not longer than can be read.
 */
export function plainMessage(message: string): string | undefined {
  const line = message
    .trim()
    .split(/[\r\n]/, 1)[0]
    .slice(0, MOST_READ)
    .replace(/\p{Cc}+/gu, ' ')
    .replace(APPENDED_JSON, '')
    .trim();
  if (line === '' || NO_WORDS.test(line)) {
    return undefined;
  }
  return line.length > MAXIMUM_CHARACTERS
    ? `${line.slice(0, MAXIMUM_CHARACTERS).trimEnd()}…`
    : line;
}
