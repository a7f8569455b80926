/**
 * The parts of an image reference, with the defaults filled in that all runtimes share.
 *
 * @public
 */
export interface ImageReference {
  /** Host with its port, in lower case: `docker.io`, `registry.example.com:5000`. */
  registry: string;
  /** For example `library/node`. */
  repository: string;
  /** Absent where the reference has none; runtimes then take `latest`, unless it has a digest. */
  tag?: string;
  /** `sha256:` and 64 hexadecimal digits, or `sha512:` and 128. */
  digest?: string;
}

/** Longer than any valid reference: a name of 255, a tag of 128, a digest of 135 characters, and a host. */
const MAX_LENGTH = 1024;
const MAX_HOST_LENGTH = 261;
const MAX_NAME_LENGTH = 255;

// Parts are divided by characters that cannot stand within them, so that matching takes time in proportion to the length.
const hostPattern =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[a-f0-9:]{2,39}\])(?::\d{1,5})?$/;
const componentPattern = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;
const identifierPattern = /^[a-f0-9]{64}$/;

/**
 * Whether a text is a registry's host as references name it, in lower case and perhaps with a port.
 *
 * @public
 */
export function isRegistryHost(text: string): boolean {
  return (
    text.length <= MAX_HOST_LENGTH &&
    hostPattern.test(text) &&
    !text.endsWith(':0') &&
    // Knows which ports and addresses there are.
    URL.canParse(`https://${text}`)
  );
}

/**
 * Whether a text is the name of a repository: components of lower-case letters, digits and single separators.
 *
 * @public
 */
export function isRepositoryName(text: string): boolean {
  return (
    text.length <= MAX_NAME_LENGTH &&
    text.split('/').every(component => componentPattern.test(component))
  );
}

/**
 * Whether a text is a tag.
 *
 * @public
 */
export function isTag(text: string): boolean {
  return tagPattern.test(text);
}

/**
 * Whether a text is a digest of SHA-256 or SHA-512, the algorithms that OCI registers.
 *
 * @public
 */
export function isDigest(text: string): boolean {
  return text.length <= 135 && digestPattern.test(text);
}

/**
 * What stands before the first slash is a host when it cannot be part of a repository's name on Docker Hub. (Docker also takes
 * `HOST/name` as such, which no name server could find.)
 */
function splitHost(name: string): [registry: string, repository: string] {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0)).toLowerCase();
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const registry = isHost ? first : 'docker.io';
  const repository = isHost ? name.slice(slash + 1) : name;
  if (registry !== 'docker.io' && registry !== 'index.docker.io') {
    return [registry, repository];
  }
  return [
    'docker.io',
    repository.includes('/') ? repository : `library/${repository}`,
  ];
}

/** Cuts off what follows the last `separator`, if it stands behind the last slash. */
function cutLast(
  text: string,
  separator: string,
): [rest: string, last: string | undefined] {
  const at = text.lastIndexOf(separator);
  return at > text.lastIndexOf('/')
    ? [text.slice(0, at), text.slice(at + 1)]
    : [text, undefined];
}

/**
 * Reads an image reference as Docker and containerd do (grammar of `github.com/distribution/reference`): `node` is
 * `docker.io/library/node`.
 *
 * @returns `undefined` for a text that is no reference
 * @public
 */
export function parseImageReference(text: string): ImageReference | undefined {
  if (text.length > MAX_LENGTH || identifierPattern.test(text)) {
    return undefined;
  }
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const [name, tag] = cutLast(at === -1 ? text : text.slice(0, at), ':');
  const [registry, repository] = splitHost(name);
  const valid =
    isRegistryHost(registry) &&
    isRepositoryName(repository) &&
    (tag === undefined || isTag(tag)) &&
    (digest === undefined || isDigest(digest));
  if (!valid) return undefined;
  return {
    registry,
    repository,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/**
 * A reference with nothing left out: `docker.io/library/node:20`.
 *
 * @public
 */
export function formatImageReference(reference: ImageReference): string {
  const { registry, repository, tag, digest } = reference;
  return [
    `${registry}/${repository}`,
    ...(tag === undefined ? [] : [`:${tag}`]),
    ...(digest === undefined ? [] : [`@${digest}`]),
  ].join('');
}
