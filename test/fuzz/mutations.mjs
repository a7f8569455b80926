// What bad luck and bad people make of an event: of its text, of its JSON, of its structure.

/** Planted credentials hold it; no parsed event may. */
export const secret = 'S3cr3tS3cr3tS3cr3tS3cr3t';

const tokens = [
  '"',
  '\\',
  '\\"',
  '\\\\',
  '\\u0000',
  '\\x7f',
  '\\U0010ffff',
  '\\777',
  '"" ""',
  "'",
  '\n',
  '\t',
  '\0',
  ' ',
  '.',
  '(',
  ')',
  'Successfully pulled image ',
  'Container image ',
  ' already present on machine',
  'Failed to pull image ',
  'Back-off pulling image ',
  'Back-off restarting failed container',
  'Error: ',
  'ErrImagePull',
  'InvalidImageName',
  '(combined from similar events): ',
  ' in ',
  ' including waiting)',
  '. Image size: ',
  ' bytes.',
  'Internal PreStartContainer hook failed',
  '1h2m3.5s',
  '-1s',
  '+1s',
  '0s',
  '0',
  '1.5',
  '.5s',
  '5.s',
  '1e3s',
  '1m1h',
  '1s1s',
  '1d',
  '1µs',
  '1μs',
  '1us',
  '١s',
  '9'.repeat(30),
  '2562047h47m16.854775807s',
  '9223372036854775808ns',
  'NaNs',
  'Infinitys',
  'infs',
  '0x10s',
  '1_000s',
  '1,5s',
  '429',
  '404',
  '503',
  'EOF',
  '://',
  '://a:b@',
  '?a=b',
  '@sha256:',
  ':latest',
  '\u202e',
  '\ufeff',
  '\u2028',
  '\ud800',
  '\udfff',
  '😀',
  'İ',
  'ﬀ',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'null',
  'undefined',
  '${x}',
  '%s',
  '%!q(string=',
  '<script>',
];
const numbers = [
  '0',
  '-0',
  '-1',
  '1e400',
  '-1e400',
  '1e-400',
  '9007199254740993',
  '9223372036854775807',
  '18446744073709551616',
  '0.1',
  '00',
  '1e3',
  '٣',
  '9'.repeat(400),
];
const credentials = [
  ` https://user:${secret}@registry.example/v2/ `,
  ` https://${secret}@registry.example/v2/ `,
  ` https://blob.example/a?sig=${secret}&se=1 `,
  ` Bearer ${secret}.${secret} `,
  ` token=${secret} `,
  ` {"token":"${secret}"} `,
  ` eyJhbGciOiJSUzI1NiJ9.${secret}.${secret} `,
];

const textMutations = [
  // A byte flips.
  (random, text) => {
    const at = random.integer(0, text.length - 1);
    const flipped = String.fromCharCode(
      text.charCodeAt(at) ^
        (1 << random.integer(0, random.chance(0.2) ? 15 : 6)),
    );
    return text.slice(0, at) + flipped + text.slice(at + 1);
  },
  (random, text) => text.slice(0, random.integer(0, text.length)),
  (random, text) => text.slice(random.integer(0, text.length)),
  // A token comes in, or takes the place of something.
  (random, text) => {
    const at = random.integer(0, text.length);
    return (
      text.slice(0, at) +
      random.pick(tokens) +
      text.slice(at + random.pick([0, 0, 1, 5, 20]))
    );
  },
  // Words change places.
  (random, text) => {
    const words = text.split(' ');
    const [a, b] = [
      random.integer(0, words.length - 1),
      random.integer(0, words.length - 1),
    ];
    [words[a], words[b]] = [words[b], words[a]];
    return words.join(' ');
  },
  (random, text) =>
    text.replace(/\d+/g, number =>
      random.chance(0.5) ? random.pick(numbers) : number,
    ),
  // A part comes again, a few times or very often.
  (random, text) => {
    const from = random.integer(0, text.length);
    const part =
      text.slice(from, from + random.integer(1, 40)) || random.pick(tokens);
    const times = random.chance(0.01)
      ? Math.ceil(100_000 / part.length)
      : random.integer(2, 20);
    return text.slice(0, from) + part.repeat(times) + text.slice(from);
  },
  (_random, text) => `(combined from similar events): ${text}`,
  (_random, text) => JSON.stringify(text),
  (random, text) =>
    random.text('"\\ inh:/@.()1s', random.integer(0, 60)) + text,
];

/** The same text with one to four mistakes in it. */
export function mutateText(random, text) {
  let mutated = text;
  for (let times = random.integer(1, 4); times > 0; times -= 1) {
    mutated = random.pick(textMutations)(random, mutated);
  }
  return mutated;
}

/** Puts a credential into a text, between spaces. Last of all: what is changed afterwards may be none any more. */
export function plantCredential(random, text) {
  const at = random.integer(0, text.length);
  return text.slice(0, at) + random.pick(credentials) + text.slice(at);
}

const values = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e308,
  Infinity,
  NaN,
  2 ** 53,
  2 ** 31,
  '',
  ' ',
  '0',
  'x'.repeat(300),
  'x'.repeat(70_000),
  '\0',
  '\ud800',
  '__proto__',
  [],
  {},
  [[]],
  [null],
  { length: 5 },
  { toString: 'x' },
  '2026-11-22T02:48:46Z',
  '2026-11-22T02:48:46+23:59',
  '9999-12-31T23:59:59Z',
  '0000-01-01T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-11-22',
  'now',
  1e400,
  '1e400',
];
const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  '',
  'then',
  'toJSON',
  'length',
];
const fields = [
  ['metadata'],
  ['metadata', 'uid'],
  ['involvedObject'],
  ['involvedObject', 'kind'],
  ['involvedObject', 'namespace'],
  ['involvedObject', 'name'],
  ['involvedObject', 'uid'],
  ['involvedObject', 'fieldPath'],
  ['reason'],
  ['message'],
  ['source'],
  ['source', 'component'],
  ['source', 'host'],
  ['firstTimestamp'],
  ['lastTimestamp'],
  ['eventTime'],
  ['series'],
  ['series', 'count'],
  ['series', 'lastObservedTime'],
  ['count'],
  ['reportingComponent'],
  ['reportingInstance'],
];

/** The same event with fields that changed their types, are gone, or have other names. */
export function mutateStructure(random, event) {
  const mutated = structuredClone(event);
  for (let times = random.integer(1, 3); times > 0; times -= 1) {
    const [first, second] = random.pick(fields);
    const inner = typeof mutated[first] === 'object' && mutated[first] !== null;
    const holder =
      second === undefined ? mutated : inner ? mutated[first] : undefined;
    const key = second ?? first;
    if (holder === undefined || Array.isArray(holder)) continue;
    const value = holder[key];
    switch (random.integer(0, 3)) {
      case 0:
        delete holder[key];
        break;
      case 1:
        delete holder[key];
        // An own property, as JSON.parse makes it.
        Object.defineProperty(holder, random.pick(names), {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        });
        break;
      case 2:
        holder[key] =
          typeof value === 'string' && value.length < 5000
            ? mutateText(random, `${value} `)
            : [value];
        break;
      default:
        holder[key] = random.pick(values);
    }
  }
  return mutated;
}

/** The event's JSON with mistakes in it; most of it is no JSON any more. */
export function mutateJson(random, event) {
  const text = JSON.stringify(event);
  return random.pick(textMutations)(
    random,
    random.chance(0.5)
      ? text
      : text.replace(
          `"${random.pick(fields).at(-1)}":`,
          `"${random.pick(names)}":`,
        ),
  );
}
