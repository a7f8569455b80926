import fc from 'fast-check';
import { parseChallenges } from './challenge';

function read(header: string | string[] | undefined) {
  return parseChallenges(header).map(({ scheme, parameters }) => [
    scheme,
    Object.fromEntries(parameters),
  ]);
}

describe('parseChallenges', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['Basic realm="test"', [['basic', { realm: 'test' }]]],
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
      [
        [
          'bearer',
          {
            realm: 'https://auth.docker.io/token',
            service: 'registry.docker.io',
            scope: 'repository:a/b:pull,push',
          },
        ],
      ],
    ],
    [
      [
        'BEARER Realm = "https://a.azurecr.io/oauth2/token" , error=invalid_token',
        'Basic realm="a"',
      ],
      [
        [
          'bearer',
          {
            realm: 'https://a.azurecr.io/oauth2/token',
            error: 'invalid_token',
          },
        ],
        ['basic', { realm: 'a' }],
      ],
    ],
    [
      'Negotiate, Basic realm="a\\"b"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'a"b' }],
      ],
    ],
    ['Bearer realm="unfinished', [['bearer', {}]]],
    ['realm="x", Bearer', []],
    [
      'Bearer __proto__="x",constructor=y',
      [['bearer', { ['__proto__']: 'x', constructor: 'y' }]],
    ],
  ])('reads %j', (header, expected) => {
    expect(read(header)).toEqual(expected);
  });

  it('ends on any text', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'Ba ="\\,;\t(){}é') });
    fc.assert(
      fc.property(fc.oneof(odd, fc.string()), text => {
        expect(Array.isArray(parseChallenges(text))).toBe(true);
        expect(parseChallenges(`a="${text.repeat(2000)}`)).toEqual([]);
      }),
    );
  });
});
