import { InputError, NotFoundError } from '@backstage/errors';
import {
  ImagePage,
  LayerGraph,
} from 'backstage-plugin-pull-performance-common';
import { decodeCursor, encodeCursor } from '../cursor';
import { grouped } from '../grouped';
import { serviceImage } from './serviceImage';
import type { ServiceImages } from './ServiceImages';
import { imageKey, ServiceUse } from './serviceUses';

/** What an answer about images needs. */
export interface ListImagesOptions {
  entityRef: string;
  uses: readonly ServiceUse[];
  images: ServiceImages;
  graph: LayerGraph;
  /** Only this version. */
  digest?: string;
  /** Digest of the version to compare it with, in place of the one before. */
  comparedWith?: string;
  limit: number;
  cursor?: string;
}

/**
 * The images that a service runs now, or one of its versions.
 *
 * @throws NotFoundError when the digest is no version of this service
 * @throws InputError for a cursor that is not of this list
 */
export async function listImages(
  options: ListImagesOptions,
): Promise<ImagePage> {
  const { uses, digest, comparedWith, limit, cursor } = options;
  if (comparedWith !== undefined && digest === undefined) {
    throw new InputError('comparedWith needs digest');
  }
  for (const one of [digest, comparedWith]) {
    if (one !== undefined && !uses.some(use => use.resolved?.digest === one)) {
      throw new NotFoundError(
        `This entity has no image ${one}; its versions are listed without digest`,
      );
    }
  }
  const chosen = uses.filter(use =>
    digest === undefined ? use.running : use.resolved?.digest === digest,
  );
  const images = [...grouped(chosen, imageKey).values()].sort(
    (one, other) => firstSeen(other) - firstSeen(one),
  );
  const [from] = cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
  const begin = Number(from);
  const page = images.slice(begin, begin + limit);
  const items = await Promise.all(
    page.map(group => serviceImage(group, options)),
  );
  const end = begin + page.length;
  return {
    items,
    totalItems: images.length,
    nextCursor: end < images.length ? encodeCursor([end]) : undefined,
  };
}

function firstSeen(uses: readonly ServiceUse[]): number {
  return Math.min(...uses.map(use => use.firstSeenAtMs));
}
