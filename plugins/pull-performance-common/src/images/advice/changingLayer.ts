import { shorten } from '../../score/evidence';
import { formatBytes } from '../../units/bytes';
import { ChangingLayer } from '../changingLayers';
import { reuseOverVersions } from '../layerReuse';
import { AdviceRule } from './AdviceRule';

/** A layer of this size costs a second or more of each cold node's link at 50 MB/s; below, splitting is not worth its trouble. */
const worthSplittingBytes = 50e6;
/** Two changes, so three versions: one change is no habit. */
const fewestTransitions = 2;

export const changingLayer: AdviceRule = {
  code: 'changing-layer-above-unchanged',
  description:
    'A layer of 50 MB or more whose instruction stayed and whose content was another one in each of at least two changes, while everything below ' +
    'stayed, or while a layer below it changed each time too, so that builders made it again.',
  find({ versions }) {
    const { changingLayers, transitions } = reuseOverVersions(versions);
    const lowest = changingLayers.find(({ isLowest }) => isLowest);
    // Something else was lowest in one of the changes, for example a new base.
    if (!lowest || transitions < fewestTransitions) {
      return [];
    }
    return changingLayers
      .filter(({ compressedBytes }) => compressedBytes >= worthSplittingBytes)
      .map(layer => ({
        code: 'changing-layer-above-unchanged',
        what: `${shorten(layer.instruction, 60)} brings ${formatBytes(
          layer.compressedBytes,
        )} anew with each version`,
        ...advise(layer, lowest, transitions),
        layerDigest: layer.digest,
        bytes: layer.compressedBytes,
      }));
  },
};

function advise(
  layer: ChangingLayer,
  lowest: ChangingLayer,
  transitions: number,
): { why: string; next: string } {
  if (layer.isLowest) {
    return {
      why: `In all ${transitions} changes that were compared everything below it stayed; only the content of this layer differed.`,
      next: 'Move what seldom changes (dependencies, assets, models) into an instruction of its own before it.',
    };
  }
  return {
    why: `${shorten(
      lowest.instruction,
      60,
    )} below it changed in all ${transitions} changes that were compared; builders make what follows again.`,
    next: 'If its content does not depend on that, move it before; copy only the lists of dependencies before installing them.',
  };
}
