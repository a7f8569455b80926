import fc from 'fast-check';
import { heldBytes } from './__testUtils__/memory';
import { cleanText } from './cleanText';

describe('cleanText', () => {
  it.each([
    [
      'Head "https://user:s3cret@r.example/v2/"',
      'Head "https://r.example/v2/"',
    ],
    ['Head "https://s3cret@r.example/v2/"', 'Head "https://r.example/v2/"'],
    [
      'Head "https://user:s3/cr@et@r.example/v2/"',
      'Head "https://r.example/v2/"',
    ],
    [
      'Get "https://blob.example/x?sig=s3cret&se=1": EOF',
      'Get "https://blob.example/x": EOF',
    ],
    ['Authorization: Bearer s3cret.s3cret.s3cret', 'Authorization: Bearer …'],
    ['token=s3cret, password=s3cret', 'token=… password=…'],
    ['two\nlines\u202e\u0000\ud800', 'two lines'],
    [
      'https://r.example:5003/v2/a@sha256:ab',
      'https://r.example:5003/v2/a@sha256:ab',
    ],
    ['no basic auth credentials', 'no basic auth credentials'],
    [
      'mirror https://r.example/https://user:s3cret://x@up.example/y',
      'mirror https://r.example/https://up.example/y',
    ],
    ['https://s3cret@r.example/a@b?c=d', 'https://r.example/a@b'],
    [
      'denied for eyJhbGciOiJS.eyJzdWIiOiJ4.s3cret-s3cret here',
      'denied for … here',
    ],
    [
      String.raw`body "{\"token\": \"s3cret\",\"a\":1}"`,
      String.raw`body "{\"token\":"…",\"a\":1}"`,
    ],
    [`{"password":"s3cret"}`, `{"password":"…"}`],
    [`token":"s3cret"}`, `token":"…"}`],
    [
      'failed to fetch oauth token: unexpected status: 401',
      'failed to fetch oauth token: unexpected status: 401',
    ],
  ])('%j', (text, expected) => {
    expect(cleanText(text, 1024)).toBe(expected);
  });

  it('keeps nothing of a long text alive but what it returns', () => {
    const beforeBytes = heldBytes();
    const texts = Array.from({ length: 100 }, (_, index) =>
      cleanText(`${index} ${'word '.repeat(100_000)}`.trim(), 1024),
    );
    expect(heldBytes() - beforeBytes).toBeLessThan(10e6);
    expect(texts.every(text => text.length > 1000)).toBe(true);
  });

  it('cuts a secret at the edge of what it reads', () => {
    const text = `${'https://r.example/?q=long '.repeat(
      200,
    )}https://user:s3cret@r`;
    for (let length = 4000; length < text.length; length += 1) {
      expect(cleanText(text.slice(0, length), 5000)).not.toMatch(/s3c/);
    }
    for (let pad = 0; pad < 60; pad += 1) {
      const padded = `${' '.repeat(4096 - pad)}https://user:s3cret@r.example/`;
      expect(cleanText(padded, 5000)).not.toMatch(/s3c/);
    }
  });

  it('never exceeds its length, and cleans what it cleaned to the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 3000 }),
        fc.integer({ min: 1, max: 1024 }),
        (text, maxLength) => {
          const cleaned = cleanText(text, maxLength);
          expect(cleaned.length).toBeLessThanOrEqual(maxLength);
          expect(cleaned).not.toMatch(/[\p{Cc}\p{Cs}]/u);
        },
      ),
    );
  });

  it('says the same of a text that is looked at in full', () => {
    const fragment = fc.oneof(
      fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
      fc.constantFrom(
        ...['https://', 'user:s3cret@', '?sig=', ' ', '"', 'Signature=s3cret'],
        ...['Bearer s3cret.s3cret.s3cret', 'token=', 'PASSWD=', '"secret": "'],
        ...['eyJhbGciOiJS.eyJzdWIiOiJ4.s3cret', 'shop/web@sha256:12ab'],
      ),
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 8 }), fragments => {
        const text = fragments.join('');
        // What does not fit is always looked at in full.
        const inFull = cleanText(`${text}${' '.repeat(1024)}`, 1024);
        expect(cleanText(text, 1024)).toBe(inFull);
      }),
    );
  });
});
