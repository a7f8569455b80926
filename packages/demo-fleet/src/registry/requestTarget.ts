/** What a request to a registry is about. */
export type RequestTarget =
  | { kind: 'ping' }
  | { kind: 'tags'; repository: string }
  | {
      kind: 'manifest' | 'blob' | 'referrers';
      repository: string;
      /** A tag or a digest. */
      reference: string;
    };

/** Names and tags as the OCI distribution specification allows them (`spec.md`, "Pulling manifests"). */
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const name = `(${component}(?:/${component}){0,9})`;
const tagsPath = new RegExp(`^/v2/${name}/tags/list$`);
const referencePath = new RegExp(
  `^/v2/${name}/(manifests|blobs|referrers)/([\\w][\\w.:-]{0,134})$`,
);
const digestPattern = /^sha256:[0-9a-f]{64}$/;
const kinds = {
  manifests: 'manifest',
  blobs: 'blob',
  referrers: 'referrers',
} as const;

export function isDigest(reference: string): boolean {
  return digestPattern.test(reference);
}

/** Undefined when a registry has nothing at that path. */
export function requestTarget(path: string): RequestTarget | undefined {
  if (path === '/v2/' || path === '/v2') return { kind: 'ping' };
  if (path.length > 500) return undefined;
  const tags = tagsPath.exec(path);
  if (tags) return { kind: 'tags', repository: tags[1] };
  const [, repository, kind, reference] = referencePath.exec(path) ?? [];
  switch (kind) {
    case 'manifests':
    case 'blobs':
    case 'referrers':
      return { kind: kinds[kind], repository, reference };
    default:
      return undefined;
  }
}
