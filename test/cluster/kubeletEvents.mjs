// What the kubelet's events say about pulls, read here a second time and independently of the plugin, so that the tests
// compare the portal with its source and not with itself.
import { kubectlJson } from './kubectl.mjs';

const secondsOf = { h: 3600, m: 60, s: 1, ms: 1e-3, µs: 1e-6, us: 1e-6 };

/** Seconds of a Go duration such as 1m2.5s. */
function seconds(text) {
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)(ms|µs|us|h|m|s)/g)) {
    sum += Number(number) * secondsOf[unit];
  }
  return sum;
}

const pulled =
  /^Successfully pulled image "(.+)" in (\S+) \((\S+) including waiting\)\. Image size: (\d+) bytes\.$/;

function pullOf({ message }) {
  const match = pulled.exec(message);
  if (match) {
    return {
      kind: 'pulled',
      image: match[1],
      pullSeconds: seconds(match[2]),
      waitSeconds: seconds(match[3]),
      imageBytes: Number(match[4]),
    };
  }
  const [, image] = /image "(.+?)"/.exec(message) ?? [];
  if (message.includes('already present on machine')) {
    return { kind: 'present', image };
  }
  return message.startsWith('Failed to pull image')
    ? { kind: 'failed', image }
    : undefined;
}

/** The pulls of events: one for each time that an event occurred. */
export function pullsOf(events) {
  return events
    .filter(({ involvedObject }) => involvedObject.kind === 'Pod')
    .filter(({ reason }) => reason === 'Pulled' || reason === 'Failed')
    .flatMap(event => {
      const pull = pullOf(event);
      return pull
        ? Array.from({ length: event.count ?? 1 }, (_, index) => ({
            ...pull,
            eventUid: event.metadata.uid,
            occurrence: index + 1,
            pod: event.involvedObject.name,
            container: /\{(.+)\}/.exec(event.involvedObject.fieldPath)[1],
            node: event.source.host,
            at: event.lastTimestamp,
          }))
        : [];
    });
}

/** The pulls of a namespace as `kubectl get events` has them now. */
export async function kubeletPulls(namespace) {
  const { items } = await kubectlJson(['-n', namespace, 'get', 'events']);
  return pullsOf(items);
}
