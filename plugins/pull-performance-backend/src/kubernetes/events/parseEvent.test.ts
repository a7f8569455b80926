import { kubeletEvent } from './__testUtils__/kubeletEvent';
import { parseEvent } from './parseEvent';

describe('parseEvent', () => {
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
    [
      'a wait shorter than its pull',
      'Successfully pulled image "web:1" in 2s (1s including waiting)',
      { unknownWording: 'in 2s (1s including waiting)' },
    ],
    [
      'a duration that nobody waits',
      'Successfully pulled image "web:1" in 9999999h0m0s',
      { unknownWording: 'in 9999999h0m0s' },
    ],
    [
      'a size that no disk holds',
      'Successfully pulled image "web:1" in 1s. Image size: 9999999999999999 bytes.',
      {
        waitSeconds: 1,
        unknownWording: '. Image size: 9999999999999999 bytes.',
      },
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
