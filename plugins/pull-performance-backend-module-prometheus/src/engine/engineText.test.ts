import { engineText } from './engineText';

describe('engineText', () => {
  it.each([
    ['  plain text ', 'plain text'],
    ['two\nlines\u0000\u202e', 'two lines'],
    ['a secret-of-mine b', 'a … b'],
    ['Bearer abcdefgh.ijkl', 'Bearer …'],
    ['x eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln y', 'x … y'],
    ['https://user:pass@host/path', 'https://host/path'],
    ['?token=abc&b=c', '?token=…&b=c'],
    ['x'.repeat(100), `${'x'.repeat(29)}…`],
    [`${'x'.repeat(28)}😀y`, `${'x'.repeat(28)}…`],
    [`${' '.repeat(4090)}secret-of-mine`, '…'],
  ])('makes %j fit to show', (text, expected) => {
    expect(
      engineText(text, { maxLength: 30, secrets: ['secret-of-mine'] }),
    ).toBe(expected);
  });
});
