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
          for (const { do: what, key: asked } of steps) {
            const known = list.includes(asked);
            const others = list.filter(one => one !== asked);
            let told: string | undefined;
            let expected: number | undefined;
            if (what === 'set') {
              told = map.set(asked, `${asked}`);
              list = [...others, asked];
              expected = list.length > maxSize ? list.shift() : undefined;
            } else if (what === 'get') {
              told = map.get(asked);
              expected = known ? asked : undefined;
              list = known ? [...others, asked] : list;
            } else if (what === 'peek') {
              told = map.peek(asked);
              expected = known ? asked : undefined;
            } else if (what === 'delete') {
              map.delete(asked);
              list = others;
            } else {
              told = map.shift();
              expected = list.shift();
            }
            expect(told).toBe(
              expected === undefined ? undefined : `${expected}`,
            );
            expect([...map.all()].map(([one]) => one)).toEqual(list);
            expect(map.size).toBe(list.length);
          }
        },
      ),
    );
  });
});
