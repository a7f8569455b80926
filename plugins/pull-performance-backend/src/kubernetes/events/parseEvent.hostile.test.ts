import fc from 'fast-check';
import { kubeletEvent } from './__testUtils__/kubeletEvent';
import { heldBytes } from '../__testUtils__/memory';
import { parseEvent } from './parseEvent';

describe('parseEvent on anything', () => {
  it('never throws and never finds a pull without identity, whatever it is given', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '__proto__',
        'Successfully pulled image "a" in ',
        'Error: ',
        'Pulled',
        'Pod',
        'kubelet',
      ),
    );
    const anything = fc.oneof(
      fc.jsonValue(),
      text,
      fc.anything({ withBigInt: false }),
    );
    fc.assert(
      fc.property(
        fc.record({
          metadata: anything,
          involvedObject: fc.oneof(
            anything,
            fc.record({
              kind: fc.constant('Pod'),
              name: text,
              uid: text,
              namespace: text,
              fieldPath: anything,
            }),
          ),
          reason: fc.constantFrom('Pulled', 'Failed', 'BackOff', 'constructor'),
          message: anything,
          source: anything,
          lastTimestamp: anything,
          count: anything,
        }),
        event => {
          const parsed = parseEvent(event);
          expect([
            'pulled',
            'failed',
            'backOff',
            'ignored',
            'foreign',
            'unreadable',
          ]).toContain(parsed.kind);
        },
      ),
    );
    fc.assert(
      fc.property(fc.anything(), value =>
        ['foreign', 'unreadable'].includes(parseEvent(value).kind),
      ),
    );
  });

  it('reads texts around every known wording without throwing', () => {
    const wordings = fc.constantFrom(
      'Successfully pulled image ',
      'Container image ',
      'Failed to pull image ',
      'Back-off pulling image ',
      '"',
      '\\',
      ' in ',
      '1s',
      ' (',
      ' including waiting)',
      '. Image size: ',
      '5',
      ' bytes.',
      'Error: ',
      ' already present on machine',
      '(combined from similar events): ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(wordings, fc.string()), { maxLength: 12 }),
        fc.constantFrom('Pulled', 'Failed', 'BackOff'),
        (parts, reason) => {
          const parsed = parseEvent(
            kubeletEvent({ reason, message: `${parts.join('')}.` }),
          );
          expect(parsed.kind).not.toBe('foreign');
        },
      ),
    );
  });

  it.each([
    ['one word', 'a'],
    ['quotation marks', '"'],
    ['backslashes', '\\'],
    ['addresses', '://a:x'],
    ['digits', '9'],
    ['back-offs', 'Back-off '],
  ])('is quick with a megabyte of %s', (_, part) => {
    const long = part.repeat(1_000_000 / part.length);
    for (const reason of ['Pulled', 'Failed', 'BackOff']) {
      for (const prefix of [
        '',
        'Successfully pulled image "',
        'Successfully pulled image "a" in ',
        'Failed to pull image "a": ',
        'Back-off ',
      ]) {
        const parsed = parseEvent(
          kubeletEvent({ reason, message: prefix + long }),
        );
        expect(JSON.stringify(parsed).length).toBeLessThan(4000);
      }
    }
  });

  it('keeps nothing of a long text alive but its facts', () => {
    const beforeBytes = heldBytes();
    const parsed = Array.from({ length: 50 }, (_, index) =>
      parseEvent(
        kubeletEvent({
          message: `Successfully pulled image "registry.example/shop/checkout:${index}" in 1s. ${'x'.repeat(
            1e6,
          )}`,
        }),
      ),
    );
    expect(heldBytes() - beforeBytes).toBeLessThan(5e6);
    expect(parsed[49]).toMatchObject({
      image: 'registry.example/shop/checkout:49',
    });
  });
});
