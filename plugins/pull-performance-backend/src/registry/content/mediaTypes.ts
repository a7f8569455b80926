/** Of images for one platform. */
export const manifestMediaTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** Of lists of images for several platforms. */
export const indexMediaTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** Registries answer with another media type, or not at all, where the right one is not asked for. */
export const acceptedManifests = [
  ...manifestMediaTypes,
  ...indexMediaTypes,
].join(', ');

/** Of what describes an image; a manifest with another kind of configuration is no image. */
export const configMediaTypes = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** Whether a media type is of Docker's first form of a manifest, without sizes and configuration. */
export function isSchema1(mediaType: string): boolean {
  return mediaType.startsWith(
    'application/vnd.docker.distribution.manifest.v1',
  );
}

/** A media type without its parameters, in lower case. */
export function plainMediaType(header: string | string[] | undefined): string {
  return `${header ?? ''}`.split(';', 1)[0].trim().toLowerCase();
}
