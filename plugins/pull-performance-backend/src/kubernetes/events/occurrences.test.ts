import fc from 'fast-check';
import {
  MAX_NEW_OCCURRENCES,
  Occurrence,
  OccurrenceCounter,
} from './occurrences';
import { PulledEvent } from './types';

const firstAtMs = Date.UTC(2026, 10, 22, 2);

function eventOf(parts: Partial<PulledEvent>): PulledEvent {
  return {
    kind: 'pulled',
    form: 'present',
    uid: 'event-1',
    count: 1,
    firstAtMs,
    lastAtMs: firstAtMs,
    combined: false,
    namespace: 'shop',
    podName: 'web-1',
    podUid: 'pod-1',
    node: 'node-1',
    container: 'web',
    containerKind: 'container',
    message: '',
    image: 'web:1',
    ...parts,
  };
}

function newCounter(maxEvents = 100): OccurrenceCounter {
  return OccurrenceCounter.create({ maxEvents });
}

describe('OccurrenceCounter', () => {
  it('spreads what the watch skipped between the two known times', () => {
    const counter = newCounter();
    expect(counter.advance(eventOf({}))).toEqual({
      occurrences: [{ occurrence: 1, atMs: firstAtMs, ownText: true }],
      leftOut: 0,
    });
    const { occurrences } = counter.advance(
      eventOf({ count: 4, lastAtMs: firstAtMs + 9000 }),
    );
    expect(occurrences).toEqual([
      { occurrence: 2, atMs: firstAtMs + 3000, ownText: true },
      { occurrence: 3, atMs: firstAtMs + 6000, ownText: true },
      { occurrence: 4, atMs: firstAtMs + 9000, ownText: true },
    ]);
  });

  it('puts the first one of an unknown event at its first time', () => {
    const event = eventOf({ count: 3, lastAtMs: firstAtMs + 4000 });
    expect(
      newCounter()
        .advance(event)
        .occurrences.map(({ atMs }) => atMs - firstAtMs),
    ).toEqual([0, 2000, 4000]);
  });

  it('knows only the newest text of a combined event', () => {
    const counter = newCounter();
    const ownText = ({ occurrences }: { occurrences: Occurrence[] }) =>
      occurrences.map(o => o.ownText);
    expect(
      ownText(counter.advance(eventOf({ count: 3, combined: true }))),
    ).toEqual([false, false, true]);
    expect(
      ownText(counter.advance(eventOf({ count: 4, combined: true }))),
    ).toEqual([true]);
  });

  it('is bounded by a hostile count, and says what it left out', () => {
    const counter = newCounter();
    const count = 2 ** 31 - 1;
    const { occurrences, leftOut } = counter.advance(
      eventOf({ count, lastAtMs: firstAtMs + 3_600_000 }),
    );
    expect(occurrences).toHaveLength(MAX_NEW_OCCURRENCES);
    expect(occurrences[occurrences.length - 1].occurrence).toBe(count);
    expect(leftOut).toBe(count - MAX_NEW_OCCURRENCES);
    expect(counter.advance(eventOf({ count }))).toEqual({
      occurrences: [],
      leftOut: 0,
    });
  });

  it('loses nothing and doubles nothing, whatever of an event is seen, again or after a restart', () => {
    const step = fc.record({
      uid: fc.constantFrom('a', 'b', 'c'),
      grow: fc.integer({ min: 0, max: 40 }),
      restart: fc.boolean(),
      replay: fc.boolean(),
      forget: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const stored = new Map<string, Occurrence>();
        const state = new Map<string, PulledEvent>();
        // Two events at a time: the memory must forget in the middle of things.
        let counter = newCounter(2);
        for (const { uid, grow, restart, replay, forget } of steps) {
          if (restart) counter = newCounter(2);
          const before = state.get(uid);
          const event = eventOf({
            uid,
            count: (before?.count ?? 1) + grow,
            lastAtMs: (before?.lastAtMs ?? firstAtMs) + grow * 1000,
          });
          state.set(uid, event);
          const seen = before && replay ? [event, before, event] : [event];
          for (const one of seen) {
            for (const occurrence of counter.advance(one).occurrences) {
              const key = `${uid}/${occurrence.occurrence}`;
              expect(occurrence.atMs).toBeGreaterThanOrEqual(firstAtMs);
              expect(occurrence.atMs).toBeLessThanOrEqual(event.lastAtMs);
              if (!stored.has(key)) stored.set(key, occurrence);
            }
          }
          if (forget) counter.forget(uid);
        }
        const expectedKeys = [...state].flatMap(([uid, { count }]) =>
          Array.from({ length: count }, (_, index) => `${uid}/${index + 1}`),
        );
        expect([...stored.keys()].sort()).toEqual(expectedKeys.sort());
      }),
    );
  });

  it('sends an occurrence only once while it remembers the event', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 })), counts => {
        const counter = newCounter();
        const sent = counts.flatMap(
          count =>
            counter.advance(eventOf({ count, lastAtMs: firstAtMs + count }))
              .occurrences,
        );
        expect(sent.map(({ occurrence }) => occurrence)).toEqual(
          Array.from(
            { length: Math.max(0, ...counts) },
            (_, index) => index + 1,
          ),
        );
      }),
    );
  });
});
