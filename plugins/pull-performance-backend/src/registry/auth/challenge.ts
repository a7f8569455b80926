/** One way in that a registry offers: a challenge of `WWW-Authenticate`. */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  scheme: string;
  /** By name in lower case. */
  parameters: ReadonlyMap<string, string>;
}

const MAX_HEADER_LENGTH = 8192;
const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const separators = /[\s,]*/y;
const parameter = new RegExp(
  `(${token})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${token}))`,
  'y',
);
const scheme = new RegExp(`${token}(?=[\\s,]|$)`, 'y');

function matchAt(
  pattern: RegExp,
  text: string,
  at: number,
): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** Reads `WWW-Authenticate` (RFC 9110, section 11.6.1) up to the first thing that does not belong there. */
export function parseChallenges(
  header: string | string[] | undefined,
): Challenge[] {
  const text = [header ?? []].flat().join(', ').slice(0, MAX_HEADER_LENGTH);
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(separators, text, at)?.[0].length ?? 0;
    const found = matchAt(parameter, text, at);
    const current = challenges.at(-1);
    if (found && current) {
      const [all, name, quoted, plain] = found;
      current.parameters.set(
        name.toLowerCase(),
        plain ?? quoted.replace(/\\(.)/g, '$1'),
      );
      at += all.length;
      continue;
    }
    const name = matchAt(scheme, text, at)?.[0];
    if (!name) return challenges;
    challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
    at += name.length;
  }
}
