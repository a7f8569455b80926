import { FakeObject } from '../kubernetes/__testUtils__/FakeApiServer';

const hourMs = 3_600_000;

function timeIn(hours: number): string {
  return new Date(Date.now() + hours * hourMs).toISOString();
}

const nastyTexts = [
  'x'.repeat(1_000_000),
  '\0\u0001\u001b[31m\r\n',
  '\ud800 alone \udfff',
  '\u202eright to left\u2066',
  '__proto__',
  'constructor',
  '"; drop table pulls; --',
  '${jndi:ldap://127.0.0.1/a}',
  '<script>alert(1)</script>',
];

/** Events that no kubelet should send, around one that it does. */
export function oddEvents(event: FakeObject): FakeObject[] {
  const message = `${event.message}`;
  const pod = event.involvedObject as Record<string, unknown>;
  const odd: FakeObject[] = [
    ...Object.keys(event).map(field => ({ ...event, [field]: undefined })),
    ...Object.keys(pod).map(field => ({
      ...event,
      involvedObject: { ...pod, [field]: null },
    })),
    ...nastyTexts.flatMap(text => [
      { ...event, message: text },
      { ...event, message: `${message} ${text}` },
      { ...event, message: `Successfully pulled image "${text}" in 1s` },
      { ...event, source: { component: 'kubelet', host: text } },
      { ...event, involvedObject: { ...pod, name: text, uid: text } },
      { ...event, involvedObject: { ...pod, namespace: text } },
      { ...event, involvedObject: { ...pod, fieldPath: text } },
    ]),
    ...[timeIn(5), timeIn(30 * 24), '9999-12-31T23:59:59Z', 'now', 7, {}].map(
      lastTimestamp => ({ ...event, lastTimestamp }),
    ),
    { ...event, lastTimestamp: timeIn(-5), firstTimestamp: timeIn(-5) },
    ...[-1, 0, 1.5, '3', null, Infinity, NaN, {}].map(count => ({
      ...event,
      count,
    })),
    { ...event, count: 2 ** 53 },
    ...[
      '-1s',
      '1e400s',
      '9999999999h',
      'NaNs',
      '1s (0s including waiting)',
    ].map(duration => ({
      ...event,
      message: `Successfully pulled image "web:1" in ${duration}`,
    })),
    ...Array.from({ length: 2000 }, (_, index) => ({
      ...event,
      message: `Nobody knows wording ${index}`,
    })),
  ];
  return odd.map((one, index) => ({
    ...one,
    metadata: { name: `odd-${index}`, namespace: 'shop', uid: `odd-${index}` },
    // The fake server selects by these.
    reason: 'Pulled',
    involvedObject: { ...(one.involvedObject as object), kind: 'Pod' },
  }));
}

/** Pods with too much of everything, or too little. */
export function oddPods(): FakeObject[] {
  const labels = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, index) => [`label-${index}`, 'v']),
  );
  const containers = Array.from({ length: 5000 }, (_, index) => ({
    name: `c${index}`,
    image: `image-${index}`,
  }));
  const deep = JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`);
  const named = (name: string, more: FakeObject = {}): FakeObject => ({
    metadata: { name, namespace: 'shop', uid: `uid-of-${name}` },
    ...more,
  });
  return [
    {},
    { metadata: { name: 'no-namespace' } },
    { metadata: { name: 'x'.repeat(300), namespace: 'shop' } },
    ...nastyTexts.map(name => named(name)),
    { metadata: { name: 'labels', namespace: 'shop', uid: 'labels', labels } },
    named('containers', { spec: { containers } }),
    named('deep', { spec: deep, status: deep }),
    ...nastyTexts.map((text, index) =>
      named(`settings-${index}`, {
        spec: {
          containers: [{ name: text, image: text, imagePullPolicy: text }],
          serviceAccountName: text,
          imagePullSecrets: [{ name: text }],
          nodeSelector: JSON.parse(`{${JSON.stringify(text)}: "a"}`),
          affinity: deep,
          tolerations: [{ key: text, operator: text, value: text }],
          priorityClassName: text,
          runtimeClassName: text,
        },
      }),
    ),
    named('ahead', {
      status: {
        conditions: ['PodScheduled', 'Ready'].map(type => ({
          type,
          status: 'True',
          lastTransitionTime: timeIn(5),
        })),
      },
    }),
  ];
}
