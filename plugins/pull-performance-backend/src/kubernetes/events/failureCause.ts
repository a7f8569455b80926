import { FailureCause } from 'backstage-plugin-pull-performance-common';

/** Enough of an error's text to know its cause; kubelets write far less. */
const MAX_LENGTH = 8192;

/**
 * What the kubelet, the runtimes (containerd, CRI-O, Docker) and the registries write, most telling first: a
 * time-out while a token is fetched is a time-out, and "repository does not exist or may
 * require authorization" is a registry's answer to missing rights.
 */
const rules: { cause: FailureCause; pattern: RegExp }[] = [
  {
    cause: 'rate-limited',
    pattern: /\b429\b|too ?many ?requests|pull qps exceeded|rate limit/,
  },
  {
    cause: 'never-policy',
    pattern: /errimageneverpull|pull policy of never/,
  },
  {
    cause: 'bad-reference',
    pattern:
      /invalidimagename|invalid reference format|(?:couldn't|could not|cannot) parse (?:image|reference)|invalid image name/,
  },
  {
    cause: 'signature',
    pattern:
      /signaturevalidationfailed|signature validation|signature (?:is |was )?(?:invalid|required|not found)|(?:no|invalid) signature|source image rejected/,
  },
  {
    cause: 'no-space',
    pattern: /no space left on device|disk quota exceeded|not enough space/,
  },
  {
    cause: 'timeout',
    pattern:
      /deadline ?exceeded|i\/o timeout|tls handshake timeout|progress timeout|context canceled|code = canceled|timeout exceeded|timed out|request canceled|408 request timeout/,
  },
  {
    cause: 'unreachable',
    pattern:
      /connection refused|no such host|network is unreachable|no route to host|connection reset|broken pipe|\beof\b|x509|certificate|\btls:|server gave http response to https client|server misbehaving|proxyconnect|dial tcp/,
  },
  {
    cause: 'unauthorized',
    pattern:
      /\b401\b|\b403\b|unauthori[sz]ed|unauthenticated|permission ?denied|forbidden|access denied|resource is denied|\bdenied:|no basic auth credentials|authentication required|insufficient_scope|require authorization|authorization failed/,
  },
  {
    cause: 'registry-unavailable',
    pattern:
      /\b50[0-4]\b|registryunavailable|registry is unavailable|internal server error|bad gateway|service unavailable|gateway time-?out|code = unavailable/,
  },
  {
    cause: 'not-found',
    pattern:
      /\b404\b|not ?found|manifest ?unknown|name ?unknown|does not exist|no match for platform|no matching manifest/,
  },
];

function match(text: string): FailureCause | undefined {
  return rules.find(rule => rule.pattern.test(text))?.cause;
}

/**
 * Says in one word why an image could not be pulled.
 *
 * @param text - what follows `Failed to pull image "…": ` in the kubelet's event
 * @param image - the image's reference, whose own words say nothing about the cause
 */
export function failureCause(text: string, image: string): FailureCause {
  const head = text.slice(0, MAX_LENGTH);
  const withoutImage = (image ? head.split(image).join(' ') : head)
    .replace(/:\/\/[^\s"']*/g, ' ')
    .toLowerCase();
  // Quotation marks hold names and addresses first of all, an answer's body only sometimes.
  const withoutQuotes = withoutImage.replace(/"[^"]*"/g, ' ');
  return match(withoutQuotes) ?? match(withoutImage) ?? 'other';
}
