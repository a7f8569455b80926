import fc from 'fast-check';
import events from '../__fixtures__/events.json';
import { parseEvent } from './parseEvent';
import { ParsedEvent } from './types';

/** An event as a kubelet sends it, with the given parts replaced. */
function kubeletEvent(parts: Record<string, unknown>): unknown {
  return {
    metadata: { uid: 'event-1' },
    involvedObject: {
      kind: 'Pod',
      namespace: 'shop',
      name: 'web-1',
      uid: 'pod-1',
      fieldPath: 'spec.containers{web}',
    },
    reason: 'Pulled',
    message: 'Successfully pulled image "web:1" in 1s (2s including waiting)',
    source: { component: 'kubelet', host: 'node-1' },
    firstTimestamp: '2026-11-22T02:48:46Z',
    lastTimestamp: '2026-11-22T02:51:37Z',
    count: 1,
    ...parts,
  };
}

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

describe('parseEvent', () => {
  it('understands every event of a real cluster', () => {
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
      node: 'node-1',
      container: 'main',
      containerKind: 'container',
      message: event?.message,
      image: '127.0.0.1:5000/none:1',
      cause: 'not-found',
    });
  });

  it.each([
    ['before 1.19', 'Successfully pulled image "web:1"', {}],
    [
      'before 1.26: one duration, queue included',
      'Successfully pulled image "web:1" in 49.657983991s',
      { waitSeconds: 49.657983991 },
    ],
    [
      '1.26',
      'Successfully pulled image "web:1" in 2.786s (10m16.315s including waiting)',
      { pullSeconds: 2.786, waitSeconds: 616.315 },
    ],
    [
      '1.30',
      'Successfully pulled image "web:1" in 1h2m3s (1h2m4s including waiting). Image size: 40538901 bytes.',
      { pullSeconds: 3723, waitSeconds: 3724, imageBytes: 40538901 },
    ],
    [
      'an unknown size',
      'Successfully pulled image "web:1" in 850ms (1.2s including waiting). Image size: 0 bytes.',
      { pullSeconds: 0.85, waitSeconds: 1.2 },
    ],
    [
      'one duration and a size',
      'Successfully pulled image "web:1" in 850ms. Image size: 5 bytes.',
      { waitSeconds: 0.85, imageBytes: 5 },
    ],
    [
      'a future size',
      'Successfully pulled image "web:1" in 1s (2s including waiting). Image size: 38 MiB.',
      {
        pullSeconds: 1,
        waitSeconds: 2,
        unknownWording: '. Image size: 38 MiB.',
      },
    ],
    [
      'a future duration',
      'Successfully pulled image "web:1" in 2 seconds',
      { unknownWording: 'in 2 seconds' },
    ],
    [
      'a malformed waiting',
      'Successfully pulled image "web:1" in 1s (soon including waiting)',
      { unknownWording: 'in 1s (soon including waiting)' },
    ],
  ])('reads the wording of %s', (_, message, figures) => {
    const parsed = parseEvent(kubeletEvent({ message }));
    expect(parsed).toEqual({
      ...parseFacts(message),
      kind: 'pulled',
      form: 'pulled',
      image: 'web:1',
      ...figures,
    });
  });

  it.each([
    'Container image "web:1" already present on machine',
    'Container image "web:1" already present on machine and can be accessed by the pod',
    '(combined from similar events): Container image "web:1" already present on machine',
  ])('knows a present image: %s', message => {
    expect(parseEvent(kubeletEvent({ message }))).toMatchObject({
      kind: 'pulled',
      form: 'present',
      image: 'web:1',
      combined: message.startsWith('('),
    });
  });

  it.each([
    ['spec.initContainers{a}', 'init', 'a'],
    ['spec.ephemeralContainers{a}', 'ephemeral', 'a'],
    ['implicitly required container POD', 'container', 'POD'],
    ['spec.somethingNew{a}', 'container', ''],
    [undefined, 'volume', ''],
    ['', 'volume', ''],
  ])('knows whose image it is: %s', (fieldPath, containerKind, container) => {
    const involvedObject = {
      kind: 'Pod',
      namespace: 'shop',
      name: 'web-1',
      uid: 'pod-1',
      fieldPath,
    };
    expect(parseEvent(kubeletEvent({ involvedObject }))).toMatchObject({
      containerKind,
      container,
    });
  });

  it.each([
    ['Failed', 'Error: ErrImagePull'],
    ['Failed', 'Error: ImagePullBackOff'],
    ['Failed', 'Error: RegistryUnavailable'],
    ['Failed', 'Error: secret "database" not found'],
    [
      'Failed',
      'Error: failed to create containerd task: context deadline exceeded',
    ],
    ['Failed', 'Internal PreStartContainer hook failed: x'],
    [
      'BackOff',
      'Back-off restarting failed container web in pod web-1_shop(pod-1)',
    ],
    ['BackOff', 'Back-off 5m0s restarting failed container=web pod=web-1'],
  ])('ignores %s: %s', (reason, message) => {
    expect(parseEvent(kubeletEvent({ reason, message }))).toMatchObject({
      kind: 'ignored',
    });
  });

  it('takes the node from the reporting instance, and the time from wherever it is', () => {
    expect(
      parseEvent(
        kubeletEvent({
          source: {},
          reportingComponent: 'kubelet',
          reportingInstance: 'node-9',
          firstTimestamp: null,
          lastTimestamp: null,
          eventTime: '2026-11-22T02:48:51.323811Z',
          count: undefined,
        }),
      ),
    ).toMatchObject({
      node: 'node-9',
      count: 1,
      firstAtMs: Date.UTC(2026, 10, 22, 2, 48, 51, 323),
      lastAtMs: Date.UTC(2026, 10, 22, 2, 48, 51, 323),
    });
  });

  it('unquotes what Go quoted, and keeps no credential', () => {
    const message = String.raw`Failed to pull image "https://me:s3cret@r.example/\"a\\b\u00e9": couldn't parse image reference`;
    const parsed = parseEvent(kubeletEvent({ reason: 'Failed', message }));
    expect(parsed).toMatchObject({
      kind: 'failed',
      image: String.raw`https://r.example/"a\bé`,
      cause: 'bad-reference',
    });
    expect(JSON.stringify(parsed)).not.toContain('s3cret');
  });

  it.each([
    [
      'its text',
      { message: undefined },
      'its field message is missing or malformed',
    ],
    [
      'its uid',
      { metadata: {} },
      'its field metadata.uid is missing or malformed',
    ],
    [
      'its pod',
      { involvedObject: { kind: 'Pod', name: 'a', uid: 'b' } },
      'its field involvedObject.namespace is missing or malformed',
    ],
    [
      'its times',
      { firstTimestamp: 'today', lastTimestamp: '9999-01-01T00:00:00Z' },
      'its field lastTimestamp is missing or malformed',
    ],
    [
      'a known wording',
      { message: 'Image "web:1" has arrived' },
      'the wording of its text (reason Pulled) is unknown',
    ],
    [
      'a quoted image',
      { message: 'Successfully pulled image web:1' },
      'the wording of its text (reason Pulled) is unknown',
    ],
    [
      'a hostile text',
      { message: { toString: 1 } },
      'its field message is missing or malformed',
    ],
  ])('says what it cannot read: %s', (_, parts, why) => {
    expect(parseEvent(kubeletEvent(parts))).toMatchObject({
      kind: 'unreadable',
      why,
    });
  });

  it('leaves other components their own words', () => {
    const source = { component: 'workflow-controller' };
    expect(
      parseEvent(kubeletEvent({ source, reason: 'Failed', message: 'step 3' })),
    ).toEqual({ kind: 'foreign' });
  });

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
});

function parseFacts(message: string): object {
  return {
    uid: 'event-1',
    count: 1,
    firstAtMs: Date.UTC(2026, 10, 22, 2, 48, 46),
    lastAtMs: Date.UTC(2026, 10, 22, 2, 51, 37),
    combined: false,
    namespace: 'shop',
    podName: 'web-1',
    podUid: 'pod-1',
    node: 'node-1',
    container: 'web',
    containerKind: 'container',
    message,
  };
}
