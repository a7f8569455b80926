import fc from 'fast-check';
import { anyValue } from './__testUtils__/otlp';
import { readAnyValue, wantedFields } from './anyValue';
import { JsonReader } from '../JsonReader';

function read(json: string, wanted: Parameters<typeof wantedFields>[0] = true) {
  const bytes = Buffer.from(json);
  const reader = JsonReader.create({ bytes, maxDepth: 200 });
  const value = readAnyValue(reader, wantedFields(wanted));
  reader.end();
  return value;
}

/** What Kubernetes' objects are made of. OTLP has no empty value inside of others: they are absent. */
const kubernetesValue = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: true }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(
      fc.string({ unit: 'binary' }).filter(key => key !== '__proto__'),
      tie('value'),
      { maxKeys: 6, noNullPrototype: true },
    ),
  ),
})).value;

describe('readAnyValue', () => {
  it('gives back what was encoded, however it is spaced', () => {
    fc.assert(
      fc.property(
        kubernetesValue,
        fc.constantFrom(undefined, 1, '\t'),
        (value, space) => {
          const json = JSON.stringify(anyValue(value), undefined, space);
          expect(read(json)).toEqual(value);
        },
      ),
    );
  });

  it('reads only what is wanted, and elements of arrays alike', () => {
    const value = {
      metadata: { name: 'web', managedFields: [{ 'f:x': {} }] },
      list: [{ a: 1, b: 2 }, { b: 3 }],
      rest: { metadata: 'no' },
    };
    const wanted = { metadata: { name: true }, list: { b: true } } as const;
    expect(read(JSON.stringify(anyValue(value)), wanted)).toEqual({
      metadata: { name: 'web' },
      list: [{ b: 2 }, { b: 3 }],
    });
  });

  it('takes keys in any order, unknown fields and nothing', () => {
    const json =
      '{"x":[{"y":1}],"kvlistValue":{"z":0,"values":[{"value":{"intValue":7},"key":"late"},{"key":"none","value":{}},{"key":"null","value":null}]}}';
    expect(read(json)).toEqual({
      late: 7,
      none: undefined,
      null: undefined,
    });
  });

  it('reads whole numbers in texts, and keeps those that no number holds', () => {
    expect(read('{"intValue":"-42"}')).toBe(-42);
    expect(read('{"intValue":42}')).toBe(42);
    expect(read('{"intValue":"9223372036854775807"}')).toBe(
      '9223372036854775807',
    );
    expect(read('{"intValue":""}')).toBe('');
    expect(read('{"doubleValue":"NaN"}')).toBe('NaN');
    expect(read('{"bytesValue":"AQI="}')).toBe('AQI=');
  });

  it('never touches a prototype', () => {
    for (const wanted of [true, { __proto__: null, a: true }] as const) {
      const value = read(
        '{"kvlistValue":{"values":[{"key":"__proto__","value":{"kvlistValue":{"values":[{"key":"polluted","value":{"boolValue":true}}]}}},{"key":"constructor","value":{"stringValue":"own"}}]}}',
        wanted as true,
      ) as Record<string, unknown>;
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(value.polluted).toBeUndefined();
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    }
  });

  it.each([
    ['{"stringValue":1}', 'stringValue: a string is expected, not a number'],
    ['{"kvlistValue":[]}', 'an object is expected, not an array'],
    ['{"arrayValue":{"values":{}}}', 'an array is expected, not an object'],
    ['{"intValue":{}}', 'intValue: a plain value is expected, not an object'],
    ['"text"', 'an object is expected, not a string'],
  ])('says what is wrong with %s', (json, message) => {
    expect(() => read(json)).toThrow(message);
  });
});

describe('JsonReader', () => {
  it('reads every text as JSON.parse does, or neither does', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }).map(one => JSON.stringify(one)),
      fc.string(),
    );
    fc.assert(
      fc.property(text, json => {
        const outcome = (work: () => unknown) => {
          try {
            return { value: work() };
          } catch {
            return 'refused';
          }
        };
        const reader = JsonReader.create({
          bytes: Buffer.from(json),
          maxDepth: 10,
        });
        const mine = outcome(() => {
          const value = reader.readString();
          reader.end();
          return value;
        });
        const parsed = outcome(() => {
          const value = JSON.parse(json);
          if (typeof value !== 'string') throw new Error('no string');
          return value;
        });
        expect(mine).toEqual(parsed);
      }),
      { numRuns: 2_000 },
    );
  });

  it('skips a value to its end', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (first, second) => {
        const bytes = Buffer.from(JSON.stringify([first, second]));
        const reader = JsonReader.create({ bytes, maxDepth: 50 });
        reader.enterArray();
        expect(reader.nextElement()).toBe(true);
        reader.skip();
        expect(reader.nextElement()).toBe(true);
        reader.skip();
        expect(reader.nextElement()).toBe(false);
        reader.end();
      }),
    );
  });

  it('bounds how deep it goes, skipped or read, however long the text is', () => {
    const bytes = Buffer.alloc(8 * 2 ** 20, '[');
    const deep = () => JsonReader.create({ bytes, maxDepth: 100 });
    expect(() => deep().skip()).toThrow('nested deeper than 100');
    expect(() => {
      const reader = deep();
      for (;;) reader.enterArray();
    }).toThrow('nested deeper than 100');
  });
});
