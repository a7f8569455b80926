/** What stands behind the tag of the plain image in the tag of its variant. */
export const variantSuffix = '-esgz';

/** The formats that the action can add. */
export type LazyFormat = 'estargz' | 'zstd:chunked';

/** How BuildKit hands the image over. */
export interface EstargzOutputOptions {
  /** `registry` is `image` with `push=true` in the syntax of buildx; `buildctl` only knows `image`. */
  type: 'registry' | 'image';
  /** Names of the image, where they are not given by tags. */
  names?: readonly string[];
}

/**
 * The value of BuildKit's `--output` that makes every layer eStargz and pushes the image.
 *
 * @remarks
 * `force-compression` converts the layers of the base image too, `oci-mediatypes` since Docker's manifests have no annotations for the index of the layer
 * (BuildKit, `docs/stargz-estargz.md`). It asks for a worker of the kind OCI, which every builder of the driver `docker-container` has. BuildKit puts no files first
 * and knows no zstd:chunked.
 *
 * @returns for example `type=registry,oci-mediatypes=true,compression=estargz,force-compression=true`
 */
export function estargzOutputs(options: EstargzOutputOptions): string {
  const { type, names = [] } = options;
  // The value is a line of CSV: a field with commas stands in quotes.
  const name =
    names.length > 1 ? `"name=${names.join(',')}"` : `name=${names[0]}`;
  return [
    `type=${type}`,
    ...(names.length > 0 ? [name] : []),
    ...(type === 'image' ? ['push=true'] : []),
    'oci-mediatypes=true',
    'compression=estargz',
    'force-compression=true',
  ].join(',');
}
