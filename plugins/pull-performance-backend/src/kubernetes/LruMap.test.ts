import fc from 'fast-check';
import { LruMap } from './LruMap';

describe('LruMap', () => {
  it('does as a list would that is kept in order of use', () => {
    const key = fc.integer({ min: 0, max: 6 });
    const step = fc.oneof(
      fc.record({ do: fc.constant('set' as const), key }),
      fc.record({ do: fc.constant('get' as const), key }),
      fc.record({ do: fc.constant('peek' as const), key }),
      fc.record({ do: fc.constant('delete' as const), key }),
      fc.record({ do: fc.constant('shift' as const), key }),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 200 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, maxSize) => {
          const map = LruMap.create<number, string>({ maxSize });
          let list: number[] = [];
          const valueOf = (known: number) =>
            list.includes(known) ? `${known}` : undefined;
          for (const { do: what, key: asked } of steps) {
            const value = valueOf(asked);
            const others = list.filter(known => known !== asked);
            if (what === 'set') {
              list = [...others, asked];
              const gone = list.length > maxSize ? list.shift() : undefined;
              expect(map.set(asked, `${asked}`)).toBe(
                gone === undefined ? undefined : `${gone}`,
              );
            } else if (what === 'get') {
              expect(map.get(asked)).toBe(value);
              if (value !== undefined) list = [...others, asked];
            } else if (what === 'peek') {
              expect(map.peek(asked)).toBe(value);
            } else if (what === 'delete') {
              map.delete(asked);
              list = others;
            } else {
              const gone = list.shift();
              expect(map.shift()).toBe(
                gone === undefined ? undefined : `${gone}`,
              );
            }
            expect([...map.all()].map(([known]) => known)).toEqual(list);
            expect(map.size).toBe(list.length);
          }
        },
      ),
    );
  });
});
