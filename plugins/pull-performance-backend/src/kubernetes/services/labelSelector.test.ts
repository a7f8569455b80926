import fc from 'fast-check';
import { matchesSelector, parseLabelSelector } from './labelSelector';

function matches(selector: string, labels: Record<string, string>): boolean {
  const parsed = parseLabelSelector(selector);
  return (
    'requirements' in parsed && matchesSelector(labels, parsed.requirements)
  );
}

describe('label selectors', () => {
  const labels = {
    app: 'web',
    tier: 'front',
    'example.com/team': 'a.b_c',
    empty: '',
  };

  it.each([
    'app=web',
    'app==web',
    ' app = web , tier == front ',
    'app!=db',
    'missing!=db',
    'app in (db, web)',
    'app in (web)',
    'app notin (db,cache)',
    'missing notin (db)',
    'app',
    '!missing',
    '! missing',
    'app,!missing,tier in (front,back),example.com/team=a.b_c',
    'empty=',
    'empty in (,x)',
  ])('%j fits', selector => {
    expect(matches(selector, labels)).toBe(true);
  });

  it.each([
    'app=db',
    'app!=web',
    'app in (db)',
    'app notin (web,db)',
    '!app',
    'missing',
    'missing=x',
    'missing in (x)',
    'app=web,tier=back',
    'constructor',
    '__proto__',
    'toString!=x,!toString,app=db',
  ])('%j does not fit', selector => {
    expect(matches(selector, labels)).toBe(false);
  });

  it.each([
    '',
    ',',
    'app=web,',
    '=x',
    'app=a b',
    'app in web',
    'app in (a',
    'app in (a))',
    'app ~ web',
    'a=b=c',
    'app in (a b)',
    '-a',
    'x'.repeat(5000),
  ])('%.40j is malformed and says so', selector => {
    expect(parseLabelSelector(selector)).toEqual({
      malformed: expect.stringMatching(/\.$/),
    });
  });

  it('takes any text', () => {
    const part = fc.constantFrom(
      'a',
      '=',
      '!',
      ',',
      '(',
      ')',
      ' in ',
      ' notin ',
      ' ',
      '/',
      '-',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map(parts => parts.join('')),
        ),
        selector => {
          const parsed = parseLabelSelector(selector);
          expect('malformed' in parsed || parsed.requirements.length > 0).toBe(
            true,
          );
        },
      ),
    );
  });
});
