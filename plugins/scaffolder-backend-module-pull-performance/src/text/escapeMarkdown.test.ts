import fc from 'fast-check';
import { escapeMarkdown } from './escapeMarkdown';

describe('escapeMarkdown', () => {
  it.each([
    ['prod-eu', 'prod-eu'],
    ['registry.example.com/shop/web:1.2', 'registry.example.com/shop/web:1.2'],
    ['a\nb\u202ec\u0000d', 'a b c d'],
    ['[x](https://evil)', '\\[x\\](https\\://evil)'],
    ['<img src=x> &amp;', '\\<img src=x\\> \\&amp;'],
    ['@org/team', '@\u2060org/team'],
    ['# not a title', '\\# not a title'],
    ['- not a list', '\\- not a list'],
    ['1. not a list', '1\\. not a list'],
    ['www.evil.example', 'www\\.evil.example'],
    ['`rm -rf`', '\\`rm -rf\\`'],
  ])('writes %j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('stays on one line of bounded length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), text => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(escaped.length).toBeLessThanOrEqual(2005);
      }),
    );
  });

  it('leaves no character unescaped that begins formatting', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        const rest = escapeMarkdown(text).replace(/\\./gu, '');
        expect(rest).not.toMatch(/[`*_{}[\]<>#|~&!]/);
      }),
    );
  });
});
