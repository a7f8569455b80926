import { ImageAdvice } from '../../schema/openapi';
import { shorten } from '../../score/evidence';
import { formatBytes } from '../../units/bytes';
import { ImageFacts, LayerFacts } from '../facts';
import { parseInstruction } from '../instruction';
import { servedLayers } from '../servedLayers';
import { AdviceFacts, AdviceRule } from './AdviceRule';
import { PackageCache, packageCaches } from './packageCaches';

/** A cache worth a word makes its layer larger than this. */
const smallestLayerBytes = 5e6;

export const packageCache: AdviceRule = {
  code: 'package-cache',
  description:
    'A RUN whose visible command fills the cache of a package manager and does not clean it, in a layer of 5 MB or more above the base. Histories do not ' +
    'tell cache mounts (BuildKit leaves --mount out of them), so it says what may be there, not what is.',
  find(facts) {
    const { image, base } = facts;
    return servedLayers(image.layers)
      .filter(({ position }) => position >= (base?.layers ?? 0))
      .map(({ facts: layer }) => adviseOn(layer, facts))
      .filter(advice => advice !== undefined);
  },
};

function adviseOn(
  layer: LayerFacts,
  { image }: AdviceFacts,
): ImageAdvice | undefined {
  if (!layer.createdBy || layer.compressedBytes < smallestLayerBytes) {
    return undefined;
  }
  const { command, isWhole, text } = parseInstruction(layer.createdBy);
  if (command === undefined || !isWhole || command.includes('--mount=')) {
    return undefined;
  }
  const left = packageCaches.filter(cache => leaves(cache, command, image));
  if (left.length === 0) {
    return undefined;
  }
  return {
    code: 'package-cache',
    what: `A layer of ${formatBytes(layer.compressedBytes)} may have left ${left
      .map(cache => cache.leaves)
      .join(' and ')}`,
    why: `${shorten(
      text,
      60,
    )} does not clean up in the same instruction. If it used a cache mount, which images do not tell, nothing is left.`,
    next: left.map(cache => cache.next).join(' '),
    layerDigest: layer.digest,
    bytes: layer.compressedBytes,
  };
}

function leaves(cache: PackageCache, line: string, image: ImageFacts): boolean {
  const commands = commandsOf(line);
  const isInHistory = (words: RegExp) =>
    image.history.some(({ createdBy = '' }) => words.test(createdBy));
  return (
    commands.some(command => cache.fills.test(command)) &&
    !cache.cleans.test(line) &&
    !(cache.inHome && commands.some(removesInHome)) &&
    !(cache.switchedOff && isInHistory(cache.switchedOff))
  );
}

/** The simple commands of a shell's line, without what stands before the program. */
function commandsOf(line: string): string[] {
  return line
    .split(/[;&|(){}]|\b(?:then|do|else)\b/)
    .map(command =>
      command.trim().replace(/^(?:(?:sudo|exec|time|\w+=\S*|!) )+/, ''),
    );
}

function removesInHome(command: string): boolean {
  return command.startsWith('rm ') && /~|\/root|\/home|HOME/.test(command);
}
