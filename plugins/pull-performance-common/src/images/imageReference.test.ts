import fc from 'fast-check';
import {
  formatImageReference,
  ImageReference,
  isRegistryHost,
  isRepositoryName,
  parseImageReference,
} from './imageReference';

const sha256 = `sha256:${'0123456789abcdef'.repeat(4)}`;
const alphanumeric = [...'abcdefghijklmnopqrstuvwxyz0123456789'];

function word(maxLength: number) {
  return fc.string({
    unit: fc.constantFrom(...alphanumeric),
    minLength: 1,
    maxLength,
  });
}

const component = fc
  .tuple(
    word(5),
    fc.array(
      fc
        .tuple(fc.constantFrom('.', '_', '__', '-', '---'), word(4))
        .map(parts => parts.join('')),
      { maxLength: 3 },
    ),
  )
  .map(([first, more]) => first + more.join(''));
const host = fc.oneof(
  fc.constantFrom('docker.io', 'localhost', '[::1]:5000', '10.0.0.1'),
  fc
    .tuple(word(8), word(8), fc.option(fc.integer({ min: 1, max: 65535 })))
    .map(([a, b, port]) => `${a}-${b}.z${b}${port ? `:${port}` : ''}`),
);
const valid: fc.Arbitrary<ImageReference> = fc.record(
  {
    registry: host,
    repository: fc
      .array(component, { minLength: 2, maxLength: 4 })
      .map(components => components.join('/')),
    tag: fc
      .tuple(
        fc.constantFrom('a', 'Z', '0', '_'),
        fc.string({ unit: fc.constantFrom('b', 'B', '1', '.', '-', '_') }),
      )
      .map(([first, more]) => (first + more).slice(0, 128)),
    digest: fc.constantFrom(sha256, `sha512:${'ab'.repeat(64)}`),
  },
  { requiredKeys: ['registry', 'repository'] },
);

describe('parseImageReference', () => {
  it.each([
    ['node', 'docker.io/library/node'],
    ['node:20', 'docker.io/library/node:20'],
    ['grafana/grafana', 'docker.io/grafana/grafana'],
    ['docker.io/node', 'docker.io/library/node'],
    ['index.docker.io/library/node', 'docker.io/library/node'],
    ['localhost/web', 'localhost/web'],
    ['registry/web', 'docker.io/registry/web'],
    ['Quay.IO/a/b', 'quay.io/a/b'],
    ['registry:5000/web:1', 'registry:5000/web:1'],
    ['127.0.0.1:5000/a/b/c:1_2', '127.0.0.1:5000/a/b/c:1_2'],
    ['[fd00::1]:5000/web', '[fd00::1]:5000/web'],
    [`quay.io/a/b@${sha256}`, `quay.io/a/b@${sha256}`],
    [`quay.io/a/b:v1@${sha256}`, `quay.io/a/b:v1@${sha256}`],
  ])('reads %s as %s', (text, full) => {
    const reference = parseImageReference(text);
    expect(reference && formatImageReference(reference)).toBe(full);
  });

  it.each([
    '',
    '/',
    'node:',
    ':20',
    'node@',
    'node@sha256:abc',
    `node@md5:${'a'.repeat(32)}`,
    `node@${sha256}@${sha256}`,
    'a'.repeat(64),
    'Node',
    'HOST/node',
    'quay.io/Node',
    'quay.io/a//b',
    'quay.io/a/',
    'quay.io/../b',
    'quay.io/a__-b',
    'quay.io:99999/a',
    'quay.io:0/a',
    '[:::]/a',
    '999.1.1.1/a',
    'user@quay.io/a',
    'https://quay.io/a',
    'quay.io/a b',
    'quay.io/a?b',
    'quay.io/a\n',
    `quay.io/${'a'.repeat(256)}`,
    `node:${'a'.repeat(129)}`,
    `${'a.'.repeat(600)}io/a`,
  ])('refuses %j', text => {
    expect(parseImageReference(text)).toBeUndefined();
  });

  it('gives back what was formatted', () => {
    fc.assert(
      fc.property(valid, reference => {
        expect(parseImageReference(formatImageReference(reference))).toEqual(
          reference,
        );
      }),
    );
  });

  it('accepts nothing that could change the meaning of a URL, and what it accepts it reads the same again', () => {
    const odd = fc.string({
      unit: fc.constantFrom(...'aA0.:/@_-%?#\\ [];\u0000\u202eé'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string()), text => {
        const reference = parseImageReference(text);
        if (!reference) return;
        const { registry, repository, tag } = reference;
        const path = `/v2/${repository}/manifests/${tag ?? 'latest'}`;
        const url = new URL(`https://${registry}${path}`);
        expect(url.pathname).toBe(path);
        expect(url.username + url.password + url.search + url.hash).toBe('');
        expect(parseImageReference(formatImageReference(reference))).toEqual(
          reference,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer for names made to be slow', () => {
    // Exponential or cubic work on these would not end within the test's time.
    for (const part of ['a', '-', 'a-', 'a.', '__', 'a:', '[:', '0']) {
      const text = part.repeat(120);
      expect(parseImageReference(`${text}!`)).toBeUndefined();
      expect(isRepositoryName(`${text}!`)).toBe(false);
      expect(isRegistryHost(`${text}!`)).toBe(false);
    }
  });
});
