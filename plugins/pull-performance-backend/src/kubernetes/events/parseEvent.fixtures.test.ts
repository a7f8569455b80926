import events from '../__fixtures__/events.json';
import { parseEvent } from './parseEvent';
import { ParsedEvent } from './types';

function details(event: ParsedEvent): string {
  switch (event.kind) {
    case 'pulled':
      return event.form === 'present'
        ? `present ${event.image}`
        : `pulled ${event.image} ${event.pullSeconds}/${event.waitSeconds} s ${event.imageBytes} B`;
    case 'failed':
      return `failed ${event.image || '?'} ${event.cause}`;
    case 'backOff':
      return `backOff ${event.image}`;
    default:
      return event.kind;
  }
}

function summary(event: ParsedEvent): string {
  if (event.kind === 'foreign' || event.kind === 'unreadable') {
    return event.kind;
  }
  const { containerKind, container, count } = event;
  return `${containerKind}${container && `:${container}`} ×${count} ${details(
    event,
  )}`;
}

/** What the kubelet did to each pod of the fixtures, one line per event. */
const expected: Record<string, string[]> = {
  'checkout-58d8d95545-8fwp8': [
    'container:web ×1 present 127.0.0.1:5000/web:1',
  ],
  'checkout-58d8d95545-j4zm8': [
    'container:web ×1 pulled 127.0.0.1:5000/web:1 2.793/2.793 s 32547842 B',
  ],
  cold: [
    'container:main ×1 pulled 127.0.0.1:5000/web:1 3.07/3.07 s 32547842 B',
  ],
  'invalid-name': ['container:main ×12 failed ? bad-reference'],
  never: ['container:main ×12 failed ? never-policy'],
  'not-found': [
    'container:main ×5 failed 127.0.0.1:5000/none:1 not-found',
    'container:main ×5 ignored',
    'container:main ×17 backOff 127.0.0.1:5000/none:1',
    'container:main ×15 ignored',
  ],
  'parallel-1': [
    'container:main ×1 pulled 127.0.0.1:5000/p1:1 8.016/8.016 s 32547840 B',
  ],
  'parallel-2': [
    'container:main ×1 pulled 127.0.0.1:5000/p2:1 8.2/8.2 s 32547842 B',
  ],
  'parallel-3': [
    'container:main ×1 pulled 127.0.0.1:5000/p3:1 8.178/8.178 s 32547840 B',
  ],
  'serial-1': [
    'container:main ×1 pulled 127.0.0.1:5000/q1:1 3.218/3.218 s 32547842 B',
  ],
  'serial-2': [
    'container:main ×1 pulled 127.0.0.1:5000/q2:1 3.191/5.781 s 32547840 B',
  ],
  'serial-3': [
    'container:main ×1 pulled 127.0.0.1:5000/q3:1 3.365/8.36 s 32547840 B',
  ],
  unauthorized: [
    'container:main ×4 failed 127.0.0.1:5003/secret:1 unauthorized',
    'container:main ×5 ignored',
    'container:main ×17 backOff 127.0.0.1:5003/secret:1',
    'container:main ×15 ignored',
    'container:main ×1 failed 127.0.0.1:5003/secret:1 unreachable',
  ],
  unreachable: [
    'container:main ×5 failed 127.0.0.1:5999/none:1 unreachable',
    'container:main ×5 ignored',
    'container:main ×16 backOff 127.0.0.1:5999/none:1',
    'container:main ×15 ignored',
  ],
  'volume-always': [
    'volume ×1 pulled 127.0.0.1:5000/flood:1 0.665/0.665 s 3184358 B',
    'container:main ×1 present 127.0.0.1:5000/pause:1',
    'volume ×1 pulled 127.0.0.1:5000/flood:1 0.125/0.125 s 3184358 B',
    'volume ×1 pulled 127.0.0.1:5000/flood:1 0.05/0.05 s 3184358 B',
    'volume ×1 pulled 127.0.0.1:5000/flood:1 0.029/0.029 s 3184358 B',
    'volume ×1 pulled 127.0.0.1:5000/flood:1 0.019/0.019 s 3184358 B',
    'volume ×1 pulled 127.0.0.1:5000/flood:1 0.017/0.017 s 3184358 B',
  ],
  'volume-not-found': [
    'volume ×5 failed 127.0.0.1:5000/none:2 not-found',
    'container:main ×5 ignored',
    'volume ×16 backOff 127.0.0.1:5000/none:2',
    'container:main ×15 ignored',
  ],
  volume: [
    'volume ×1 pulled 127.0.0.1:5000/vol:1 0.512/0.512 s 3184361 B',
    'container:main ×1 present 127.0.0.1:5000/pause:1',
    'volume ×4 present 127.0.0.1:5000/vol:1',
  ],
  'warm-always': [
    'container:main ×1 pulled 127.0.0.1:5000/web:1 0.047/0.047 s 32547842 B',
  ],
  'warm-present': [
    'container:main ×1 present 127.0.0.1:5000/web:1',
    'ephemeral:look ×1 pulled 127.0.0.1:5000/debug:1 0.448/0.448 s 3184359 B',
  ],
  'with-init': [
    'init:setup ×1 pulled 127.0.0.1:5000/init:1 0.537/0.537 s 3184361 B',
    'container:main ×1 pulled 127.0.0.1:5000/web:1 4.824/4.824 s 32547842 B',
  ],
  'wrong-password': [
    'container:main ×1 failed 127.0.0.1:5003/secret:1 unauthorized',
    'container:main ×1 ignored',
    'container:main ×1 backOff 127.0.0.1:5003/secret:1',
    'container:main ×1 ignored',
  ],
};

describe('parseEvent on the events of a real cluster', () => {
  it('understands every one', () => {
    const actual: Record<string, string[]> = {};
    for (const event of events.items) {
      const parsed = parseEvent(event);
      if (parsed.kind !== 'foreign') {
        (actual[event.involvedObject.name] ??= []).push(summary(parsed));
      }
    }
    expect(actual).toEqual(expected);
  });

  it('takes identity, node and times from the event', () => {
    const event = events.items.find(
      ({ reason, count }) => reason === 'Failed' && count === 5,
    );
    expect(parseEvent(event)).toEqual({
      kind: 'failed',
      uid: event?.metadata.uid,
      count: 5,
      firstAtMs: Date.UTC(2026, 10, 22, 2, 48, 46),
      lastAtMs: Date.UTC(2026, 10, 22, 2, 51, 37),
      combined: false,
      namespace: 'shop',
      podName: 'not-found',
      podUid: event?.involvedObject.uid,
      podVersion: Number(event?.involvedObject.resourceVersion),
      node: 'node-1',
      container: 'main',
      containerKind: 'container',
      message: event?.message,
      image: '127.0.0.1:5000/none:1',
      cause: 'not-found',
    });
  });
});
