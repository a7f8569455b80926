import { cleanText } from '../../kubernetes/cleanText';

const MAX_INPUT_LENGTH = 4096;
const MAX_LENGTH = 500;

const shells = ['/bin/sh -c ', 'cmd /S /C ', 'powershell -Command '];
/** Values of build arguments, which the classic builder and BuildKit put before the command: `|2 A=1 B=2 /bin/sh -c …`. */
const buildArguments = /^(?:RUN )?\|\d+ /;

const secretName =
  '(?:token|passw(?:or)?d|passphrase|pwd|secret|credentials?|authorization|(?:api|access|account|private|signing)[_-]?key)';
// A value: quoted, perhaps without an end, or a word.
const value = `(?:"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?|[^\\s"']+)`;
const secretForms: [RegExp, string][] = [
  // Authorization: Basic …, with or without quotes around it all
  [/(authorization["']?\s?[:=]\s?)[^"'\s]+(?:\s[^"'\s]+)?/gi, '$1…'],
  // NPM_TOKEN=…, "password": "…"; a name may begin and end with more
  [
    new RegExp(
      `([\\w.-]{0,40}${secretName}[\\w.-]{0,40}["']?\\s?[=:]\\s?)${value}`,
      'gi',
    ),
    '$1…',
  ],
  // --password …
  [
    new RegExp(
      `(--?[\\w-]{0,40}${secretName}[\\w-]{0,40} )(?!-)${value}`,
      'gi',
    ),
    '$1…',
  ],
  // curl -u user:password
  [/((?:\s-u\s?|\s--user[ =])["']?[^\s:"']{1,100}:)[^\s"']+/g, '$1…'],
  // Tokens that tell by their beginning what they are
  [
    /\b(gh[pousr]_|github_pat_|glpat-|npm_|dckr_pat_|xox[abprs]-|AKIA|hf_|sk-)[\w-]{12,}/g,
    '$1…',
  ],
];

function withoutShell(text: string): string | undefined {
  const shell = shells.find(candidate => text.startsWith(candidate));
  return shell && text.slice(shell.length).trim();
}

/** What a Dockerfile said, of what a builder made of it. */
function instructionOf(text: string): string {
  if (buildArguments.test(text)) {
    const starts = shells
      .map(shell => text.indexOf(shell))
      .filter(start => start !== -1);
    // With another shell it cannot be told where the last value ends.
    if (starts.length === 0) return 'RUN …';
    return instructionOf(text.slice(Math.min(...starts)));
  }
  const plain = withoutShell(text.replace(/^RUN /, ''));
  if (plain === undefined) return text;
  return plain.startsWith('#(nop)')
    ? plain.slice('#(nop)'.length).trim()
    : `RUN ${plain}`;
}

/**
 * An instruction of an image's history (`created_by`) as its Dockerfile had it, without what builders add around it and without
 * what looks like a secret: values of build arguments and environment variables stay in images for ever.
 *
 * @returns at most 500 characters; `undefined` when nothing is left
 */
export function cleanInstruction(createdBy: string): string | undefined {
  let text = createdBy
    .slice(0, MAX_INPUT_LENGTH)
    .replace(/\s+/g, ' ')
    .replace(/ ?# buildkit ?$/, '')
    .trim();
  text = instructionOf(text)
    // The digest of what was copied changes with each build, the instruction does not.
    .replace(/\b(file|dir|multi):[a-f0-9]{64}\b/g, '$1');
  for (const [pattern, replacement] of secretForms) {
    text = text.replace(pattern, replacement);
  }
  const clean = cleanText(text, MAX_INPUT_LENGTH);
  if (clean.length <= MAX_LENGTH) return clean || undefined;
  const head = clean.slice(0, MAX_LENGTH - 1);
  return `${head.replace(/[\uD800-\uDBFF]$/, '')}…`;
}
