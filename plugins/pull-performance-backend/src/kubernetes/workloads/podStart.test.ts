import pods from '../__fixtures__/pods.json';
import { PodObject, readPod } from './objects';
import { observePodStart, PodStart, PodStartState } from './podStart';

const scheduledAtMs = Date.UTC(2026, 10, 22, 2);
const soonMs = scheduledAtMs + 60_000;
const laterMs = scheduledAtMs + 2 * 3_600_000;

function podOf(parts: Partial<PodObject>): PodObject {
  return {
    uid: 'pod-1',
    namespace: 'shop',
    name: 'web-1',
    labels: {},
    containers: [],
    scheduledAtMs,
    acknowledgedAtMs: scheduledAtMs,
    ready: false,
    readyChangedAtMs: scheduledAtMs,
    restarts: 0,
    ...parts,
  };
}

/** The starts that a pod's states tell, one after the other. */
function startsOf(states: PodObject[], nowMs: number): PodStart[] {
  const starts: PodStart[] = [];
  let before: PodStartState | undefined;
  for (const pod of states) {
    const { state, start } = observePodStart(pod, before, nowMs);
    before = state;
    if (start) starts.push(start);
  }
  return starts;
}

const unscheduled = podOf({
  scheduledAtMs: undefined,
  acknowledgedAtMs: undefined,
  readyChangedAtMs: undefined,
});
const waiting = podOf({});
const readyAt = (seconds: number, parts: Partial<PodObject> = {}) =>
  podOf({
    ready: true,
    readyChangedAtMs: scheduledAtMs + seconds * 1000,
    ...parts,
  });
const unreadyAt = (seconds: number) =>
  podOf({ readyChangedAtMs: scheduledAtMs + seconds * 1000 });
const started = (seconds: number) => ({
  scheduledAtMs,
  readyAtMs: scheduledAtMs + seconds * 1000,
});

describe('observePodStart', () => {
  it.each([
    [
      'tells a start when it is scheduled and when it is ready',
      [unscheduled, waiting, waiting, readyAt(9)],
      soonMs,
      [{ scheduledAtMs }, started(9)],
    ],
    [
      'does not count a later readiness',
      [waiting, readyAt(9), unreadyAt(20), readyAt(30, { restarts: 1 })],
      soonMs,
      [{ scheduledAtMs }, started(9)],
    ],
    [
      'counts a pod first seen ready that started lately',
      [readyAt(9)],
      soonMs,
      [started(9)],
    ],
    ['does not count one that started long ago', [readyAt(9)], laterMs, []],
    [
      'does not count one whose containers restarted',
      [readyAt(900, { restarts: 1 })],
      soonMs,
      [],
    ],
    [
      'counts a long wait that was seen from its beginning',
      [waiting, readyAt(7000, { restarts: 3 })],
      laterMs,
      [{ scheduledAtMs }, started(7000)],
    ],
    [
      'does not count one that had been ready before it was seen unready',
      [unreadyAt(30), readyAt(60)],
      soonMs,
      [],
    ],
  ] as [string, PodObject[], number, PodStart[]][])(
    '%s',
    (_, states, nowMs, expected) => {
      expect(startsOf(states, nowMs)).toEqual(expected);
    },
  );

  it('knows the starts of a real cluster', () => {
    const nowMs = Date.UTC(2026, 10, 22, 2, 53);
    const seconds = Object.fromEntries(
      pods.items.map(raw => {
        const pod = readPod(raw);
        const { start } = observePodStart(pod, undefined, nowMs);
        return [
          pod.name,
          start?.readyAtMs && (start.readyAtMs - start.scheduledAtMs) / 1000,
        ];
      }),
    );
    expect(seconds).toMatchObject({
      cold: 3,
      'serial-3': 9,
      'parallel-1': 8,
      'with-init': 10,
      'checkout-58d8d95545-j4zm8': 5,
      'not-found': undefined,
      'volume-not-found': undefined,
    });
    expect(
      pods.items.filter(
        raw => !observePodStart(readPod(raw), undefined, nowMs).start,
      ),
    ).toEqual([]);
  });
});
