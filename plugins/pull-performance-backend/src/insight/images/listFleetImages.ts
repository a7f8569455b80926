import {
  FleetImage,
  FleetImagePage,
} from 'backstage-plugin-pull-performance-common';
import { decodeCursor, encodeCursor } from '../cursor';
import { fleetBases, fleetImages, FleetImageRow } from './FleetImageList';
import { ServiceImages } from './ServiceImages';

/** What the images of the fleet are ordered by, the largest first. */
export type FleetImageOrder = 'compressedBytes' | 'services' | 'nodes';

/**
 * The images that services run, or the bases that they share.
 *
 * @throws InputError for a cursor that is not of this list
 */
export async function listFleetImages(options: {
  images: ServiceImages;
  by: 'image' | 'base';
  sort: FleetImageOrder;
  cluster?: string;
  limit: number;
  cursor?: string;
}): Promise<FleetImagePage> {
  const { images, by, sort, cluster, limit, cursor } = options;
  const [from] = cursor === undefined ? [0] : decodeCursor(cursor, ['number']);
  const { store, manifests } = images;
  const sources = { store, manifests, graph: await images.graph(), cluster };
  const rows = await (by === 'base'
    ? fleetBases(sources)
    : fleetImages(sources));
  const sizeOf = (row: FleetImageRow) =>
    sort === 'services' ? row.services.size : row[sort] ?? -1;
  rows.sort(
    (one, other) =>
      sizeOf(other) - sizeOf(one) || (one.digest < other.digest ? -1 : 1),
  );
  const begin = Number(from);
  const end = begin + limit;
  return {
    items: rows.slice(begin, end).map(fleetImage),
    totalItems: rows.length,
    nextCursor: end < rows.length ? encodeCursor([end]) : undefined,
  };
}

function fleetImage(row: FleetImageRow): FleetImage {
  return { ...row, services: row.services.size };
}
