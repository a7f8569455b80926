// What kubelets say, with what it means: messages in every wording since Kubernetes 1.18, made of chosen parts.
const registries = [
  '',
  'docker.io/',
  'registry.example:5000/',
  '127.0.0.1:5000/',
  'shop.azurecr.io/team/',
];
const tags = [':1.2.3', ':latest', '', `@sha256:${'ab'.repeat(32)}`];
const failures = [
  [
    'failed to pull and unpack image: failed to resolve reference: not found',
    'not-found',
  ],
  ['rpc error: code = NotFound desc = manifest unknown', 'not-found'],
  [
    'rpc error: code = Unknown desc = Error response from daemon: toomanyrequests: You have reached your pull rate limit',
    'rate-limited',
  ],
  [
    'failed to do request: Head "https://r.example/v2/a/manifests/1": dial tcp: lookup r.example: no such host',
    'unreachable',
  ],
  [
    'failed to authorize: failed to fetch anonymous token: unexpected status: 403 Forbidden',
    'unauthorized',
  ],
  [
    'write /var/lib/containerd/io.containerd.content.v1.content/ingest/1/data: no space left on device',
    'no-space',
  ],
  [
    'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    'timeout',
  ],
  ['unexpected status code 503 Service Unavailable', 'registry-unavailable'],
];

/** Milliseconds as Go writes such a duration. */
function goDuration(ms) {
  if (ms < 1000) return `${ms}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = `${(ms % 60_000) / 1000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** A reason and a message, and what the grammar must find in it. */
export function validMessage(random) {
  const image = `${random.pick(registries)}${random.text(
    'abcdefghij-',
    3,
  )}x${random.pick(tags)}`;
  const pullMs = random.integer(1, random.pick([900, 59_000, 7_000_000]));
  const waitMs = pullMs + random.integer(0, 400_000);
  const imageBytes = random.integer(1, 4e9);
  const pulled = { kind: 'pulled', form: 'pulled', image };
  const inTime = ` in ${goDuration(pullMs)}`;
  const both = `${inTime} (${goDuration(waitMs)} including waiting)`;
  const size = `. Image size: ${imageBytes} bytes.`;
  const success = `Successfully pulled image "${image}"`;
  const pullSeconds = pullMs / 1000;
  const waitSeconds = waitMs / 1000;
  switch (random.integer(0, 8)) {
    case 0:
      return ['Pulled', success, pulled];
    case 1:
      return [
        'Pulled',
        success + inTime,
        { ...pulled, waitSeconds: pullSeconds },
      ];
    case 2:
      return [
        'Pulled',
        success + both,
        { ...pulled, pullSeconds, waitSeconds },
      ];
    case 3:
    case 4:
      return [
        'Pulled',
        success + both + size,
        { ...pulled, pullSeconds, waitSeconds, imageBytes },
      ];
    case 5:
      return [
        'Pulled',
        `Container image "${image}" already present on machine${random.pick([
          '',
          ' and can be accessed by the pod',
        ])}`,
        { kind: 'pulled', form: 'present', image },
      ];
    case 6: {
      const [text, cause] = random.pick(failures);
      return [
        'Failed',
        `Failed to pull image "${image}": ${text}`,
        { kind: 'failed', image, cause },
      ];
    }
    case 7:
      return [
        'Failed',
        `Error: ${random.pick(['ErrImagePull', 'ImagePullBackOff'])}`,
        { kind: 'ignored' },
      ];
    default:
      return [
        'BackOff',
        `Back-off pulling image "${image}"`,
        { kind: 'backOff', image },
      ];
  }
}

const startMs = Date.UTC(2026, 10, 20);
const kinds = [
  'containers',
  'containers',
  'initContainers',
  'ephemeralContainers',
];

/** An event around a message; `index` makes it one of its own. */
export function eventOf(random, index, reason, message) {
  // Two days, as in a collector that catches up.
  const lastMs = startMs + (index % 172_800) * 1000;
  const pod = Math.floor(index / 8);
  return {
    metadata: { name: `e${index}`, namespace: 'shop', uid: `event-${index}` },
    involvedObject: {
      kind: 'Pod',
      namespace: 'shop',
      name: `web-${pod % 40}-${pod}`,
      uid: `pod-${pod}`,
      fieldPath: `spec.${random.pick(kinds)}{c${index % 3}}`,
    },
    reason,
    message,
    source: { component: 'kubelet', host: `node-${pod % 50}` },
    firstTimestamp: new Date(lastMs - random.integer(0, 600) * 1000)
      .toISOString()
      .replace('.000', ''),
    lastTimestamp: new Date(lastMs).toISOString().replace('.000', ''),
    count: random.chance(0.05) ? random.integer(2, 5) : 1,
    type: reason === 'Pulled' ? 'Normal' : 'Warning',
    reportingComponent: 'kubelet',
    reportingInstance: '',
  };
}
