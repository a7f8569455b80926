import { formatBytes } from '../../units/bytes';
import { formatCount } from '../../units/numbers';
import { servedLayers } from '../servedLayers';
import { AdviceRule } from './AdviceRule';

/** Smaller lowest layers (Alpine, distroless) cost little even when nobody shares them. */
export const smallestLowestLayerBytes = 20e6;
/** One neighbour with another base says nothing about the fleet. */
const fewestNeighbours = 2;

export const baseNotShared: AdviceRule = {
  code: 'base-not-shared',
  description:
    'The lowest layer, of 20 MB or more and with others on top, is in no image of another service of the same clusters, and on none of ' +
    'the known nodes did another image bring it.',
  find({ image, base, neighbours }) {
    const [lowest, ...others] = servedLayers(image.layers);
    if (
      !neighbours ||
      others.length === 0 ||
      lowest.facts.compressedBytes < smallestLowestLayerBytes ||
      neighbours.services < fewestNeighbours ||
      neighbours.withLowestLayer > 0 ||
      neighbours.lowestLayerOnNodes.known === 0 ||
      neighbours.lowestLayerOnNodes.present.some(count => count > 0)
    ) {
      return [];
    }
    const bytes = base?.compressedBytes ?? lowest.facts.compressedBytes;
    const name = image.baseName ? ` (${image.baseName})` : '';
    return [
      {
        code: 'base-not-shared',
        what: `No neighbour has its base${name}, ${formatBytes(bytes)}${
          base ? '' : ' or more'
        }`,
        why: `None of ${formatCount(
          neighbours.services,
        )} other services in its clusters has its lowest layer, so new nodes fetch it for this service alone.`,
        next: 'Build on the base, at the same digest, that most services of these clusters use.',
        layerDigest: lowest.facts.digest,
        bytes,
      },
    ];
  },
};
