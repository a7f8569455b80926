import { isDigest } from 'backstage-plugin-pull-performance-common';
import { isObject, textOf } from '../../kubernetes/watch/json';
import { badAnswer, unsupported } from '../transport/StepFailure';

/** What an OCI descriptor tells of a blob or manifest (image-spec descriptor.md). */
export interface Descriptor {
  mediaType: string;
  digest: string;
  /** Bytes. */
  size: number;
  annotations: Readonly<Record<string, unknown>>;
  artifactType?: string;
  /** There are addresses outside of the registry. */
  hasUrls: boolean;
}

const MAX_MEDIA_TYPE_LENGTH = 255;
/** No blob is near it, and sums of some hundreds of such sizes are still exact. */
const MAX_SIZE_BYTES = 2 ** 44;

/**
 * Reads a descriptor.
 *
 * @param what - for messages: `A layer of the image`
 * @throws StepFailure when a part of it is missing or impossible
 */
export function parseDescriptor(value: unknown, what: string): Descriptor {
  if (!isObject(value)) throw badAnswer(`${what} has no descriptor.`);
  const { mediaType, digest, size, annotations, artifactType, urls } = value;
  if (typeof digest !== 'string' || !isDigest(digest)) {
    throw badAnswer(`${what} has no valid digest.`);
  }
  if (!digest.startsWith('sha256:')) {
    throw unsupported(
      `${what} has a digest of another algorithm than SHA-256.`,
      'Build the image with a tool that uses SHA-256, as nearly all do.',
    );
  }
  if (
    typeof size !== 'number' ||
    !Number.isInteger(size) ||
    size < 0 ||
    size > MAX_SIZE_BYTES
  ) {
    throw badAnswer(`${what} has no possible size.`);
  }
  return {
    digest,
    size,
    mediaType: shortText(mediaType) ?? '',
    annotations: isObject(annotations) ? annotations : {},
    artifactType: shortText(artifactType),
    hasUrls: Array.isArray(urls) && urls.some(url => textOf(url)),
  };
}

function shortText(value: unknown): string | undefined {
  const text = textOf(value);
  return text && text.length <= MAX_MEDIA_TYPE_LENGTH ? text : undefined;
}

/** An annotation or label: only an own text counts, since keys are the writer's choice. */
export function annotationOf(
  annotations: Readonly<Record<string, unknown>>,
  name: string,
): string | undefined {
  return Object.hasOwn(annotations, name)
    ? textOf(annotations[name])
    : undefined;
}
