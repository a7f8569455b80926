import fc from 'fast-check';
import { JsonReadError } from '../JsonReader';
import { readList } from './readList';

function read(text: string) {
  const { metadata, items } = readList(Buffer.from(text));
  return { metadata, items: items && [...items] };
}

describe('readList', () => {
  it('tells what JSON.parse does, wherever the metadata is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.jsonValue(),
        fc.boolean(),
        fc.constantFrom(undefined, 1, '\t'),
        (items, metadata, itemsFirst, space) => {
          const text = JSON.stringify(
            itemsFirst ? { items, metadata } : { kind: '}', metadata, items },
            undefined,
            space,
          );
          expect(read(text)).toEqual({
            metadata: JSON.parse(text).metadata,
            items: JSON.parse(text).items.map((value: unknown) => ({ value })),
          });
        },
      ),
    );
  });

  it('takes null and nothing for no items, and anything else for none at all', () => {
    expect(read('{"metadata":{},"items":null}').items).toEqual([]);
    expect(read('{"metadata":{}}').items).toEqual([]);
    expect(read('{"items":{"length":3}}').items).toBeUndefined();
    expect(read('["metadata"]')).toEqual({});
  });

  it('refuses a list that is cut off anywhere', () => {
    const text = '{"metadata":{"a":"1"},"items":[{"b":"]}\\""},[2,{}],null]}';
    expect(read(text).items).toHaveLength(3);
    for (let length = 0; length < text.length; length++) {
      expect(() => read(text.slice(0, length))).toThrow(JsonReadError);
    }
    expect(() => read(`${text}{}`)).toThrow(JsonReadError);
  });

  it('goes on after an item that is not JSON', () => {
    expect(
      read('{"metadata":{},"items":[{"a":1},{"a"},{"b":2}]}').items,
    ).toEqual([
      { value: { a: 1 } },
      {
        unreadable:
          'The page could not be read whole: an object of the list is not JSON.',
      },
      { value: { b: 2 } },
    ]);
  });

  it('takes no more items than a page may have', () => {
    expect(() => read(`{"items":[${'0,'.repeat(100_000)}0]}`)).toThrow(
      'a page of the list holds more than 100000 items',
    );
  });

  it('takes no more objects than it may hold, however they are shared out', () => {
    const item = `[${'{},'.repeat(9_999)}{}]`;
    expect(() => read(`{"items":[${`${item},`.repeat(100)}0]}`)).toThrow(
      'a page of the list holds more than 1000000 JSON objects and arrays',
    );
  });
});
