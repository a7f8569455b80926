import { shorten } from '../../score/evidence';
import { formatBytes } from '../../units/bytes';
import { formatShare } from '../../units/numbers';
import { parseInstruction } from '../instruction';
import { compressedBytesOf, servedLayers } from '../servedLayers';
import { AdviceRule } from './AdviceRule';

const hugeBytes = 200e6;
const hugeShare = 0.5;

export const singleHugeLayer: AdviceRule = {
  code: 'single-huge-layer',
  description:
    'One layer of 200 MB or more holds at least half of the bytes of an image: runtimes fetch layers beside each other (containerd three at a time), ' +
    'but one layer in one stream, and unpack it in one go.',
  find({ image }) {
    const layers = servedLayers(image.layers);
    const bytes = compressedBytesOf(image.layers);
    return layers
      .filter(
        ({ facts }) =>
          facts.compressedBytes >= hugeBytes &&
          facts.compressedBytes >= hugeShare * bytes,
      )
      .map(({ facts }) => {
        const instruction = facts.createdBy
          ? parseInstruction(facts.createdBy).text
          : undefined;
        const share = formatShare(facts.compressedBytes / bytes);
        return {
          code: 'single-huge-layer',
          what: `One layer holds ${formatBytes(
            facts.compressedBytes,
          )}, ${share} of the image`,
          why: `${
            instruction ? `${shorten(instruction, 60)} made it. ` : ''
          }Layers are fetched beside each other, but one layer is not split.`,
          next: 'Split its content over several instructions, what changes least first, or leave out what the container does not need.',
          layerDigest: facts.digest,
          bytes: facts.compressedBytes,
        };
      });
  },
};
