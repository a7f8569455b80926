import { failureCause } from './failureCause';

const image = 'registry.example/not-found/timeout:429';

describe('failureCause', () => {
  it.each([
    // containerd
    [
      'not-found',
      `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve image: ${image}: not found`,
    ],
    [
      'not-found',
      `failed to pull and unpack image "${image}": no match for platform in manifest: not found`,
    ],
    [
      'unauthorized',
      `failed to pull and unpack image "${image}": failed to resolve image: pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials`,
    ],
    [
      'unauthorized',
      'unexpected status from HEAD request to http://127.0.0.1:5003/v2/secret/manifests/1: 401 Unauthorized',
    ],
    [
      'unauthorized',
      'failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token?scope=x: 403 Forbidden',
    ],
    [
      'rate-limited',
      'unexpected status from HEAD request to https://registry-1.docker.io/v2/library/nginx/manifests/latest: 429 Too Many Requests',
    ],
    [
      'rate-limited',
      'httpReadSeeker: failed open: unexpected status code: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
    ],
    ['rate-limited', 'pull QPS exceeded'],
    [
      'timeout',
      'failed to do request: Head "https://r.example/v2/": dial tcp 10.0.0.1:443: i/o timeout',
    ],
    [
      'timeout',
      'failed to do request: Head "https://r.example/v2/": net/http: TLS handshake timeout',
    ],
    [
      'timeout',
      'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
    ],
    [
      'timeout',
      'rpc error: code = Canceled desc = failed to pull and unpack image: context canceled',
    ],
    [
      'timeout',
      'failed to authorize: failed to fetch oauth token: Post "https://auth.example/token": context deadline exceeded',
    ],
    [
      'no-space',
      'failed to extract layer sha256:0f: write /var/lib/containerd/x: no space left on device',
    ],
    [
      'unreachable',
      `failed to do request: Head "https://127.0.0.1:5999/v2/none/manifests/1": dial tcp 127.0.0.1:5999: connect: connection refused`,
    ],
    [
      'unreachable',
      'failed to do request: Head "https://r.example/v2/": dial tcp: lookup r.example on 10.0.0.10:53: no such host',
    ],
    [
      'unreachable',
      'dial tcp [2001:db8::1]:443: connect: network is unreachable',
    ],
    ['unreachable', 'dial tcp 10.1.2.3:443: connect: no route to host'],
    [
      'unreachable',
      'read tcp 10.0.0.1:443->10.0.0.2:55: read: connection reset by peer',
    ],
    [
      'unreachable',
      'failed to copy: httpReadSeeker: failed open: unexpected EOF',
    ],
    [
      'unreachable',
      'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ],
    ['unreachable', 'http: server gave HTTP response to HTTPS client'],
    [
      'bad-reference',
      `couldn't parse image name "Web:::1": invalid reference format`,
    ],
    [
      'registry-unavailable',
      'unexpected status from HEAD request to https://r.example/v2/a/manifests/1: 503 Service Unavailable',
    ],
    [
      'registry-unavailable',
      'RegistryUnavailable: image pull failed for r.example/a because the registry is unavailable',
    ],
    [
      'signature',
      'SignatureValidationFailed: image pull failed for r.example/a because the signature validation failed',
    ],
    // CRI-O
    ['not-found', 'reading manifest 9 in r.example/a: manifest unknown'],
    [
      'unauthorized',
      'initializing source docker://r.example/a: Requesting bearer token: invalid status code from registry 403 (Forbidden)',
    ],
    [
      'unauthorized',
      'reading manifest latest in docker.io/library/a: errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required',
    ],
    [
      'signature',
      'Source image rejected: A signature was required, but no signature exists',
    ],
    // Docker
    [
      'not-found',
      'rpc error: code = Unknown desc = Error response from daemon: manifest for a:9 not found: manifest unknown',
    ],
    [
      'rate-limited',
      'Error response from daemon: {"message":"toomanyrequests: rate exceeded"}',
    ],
    ['other', 'something new went wrong'],
    ['other', ''],
  ])('%s: %s', (cause, text) => {
    expect(failureCause(`: ${text}`, image)).toBe(cause);
  });

  it('takes no word of the image for a cause', () => {
    expect(
      failureCause(`: strange error about "${image}" at ${image}`, image),
    ).toBe('other');
  });
});
