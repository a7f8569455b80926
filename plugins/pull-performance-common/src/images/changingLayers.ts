import { ImageFacts } from './facts';
import { parseInstruction } from './instruction';
import { fetchedAgain, servedLayers, VersionChange } from './servedLayers';

/**
 * A layer that was another one in each version.
 *
 * @public
 */
export interface ChangingLayer {
  /** Which instruction made it: see `parseInstruction`. */
  instruction: string;
  /** In the newest version. */
  digest: string;
  compressedBytes: number;
  /** Position in the layers of the newest version, bottom first. */
  layer: number;
  /** Whether no layer below it changed, in any of the versions. */
  isLowest: boolean;
}

/** For each layer its instruction, numbered where an instruction occurs again; `undefined` where it is not known. */
function instructionKeys(
  image: ImageFacts,
  texts: Map<string, string>,
): (string | undefined)[] {
  const times = new Map<string, number>();
  return image.layers.map(({ createdBy }) => {
    if (createdBy === undefined) {
      return undefined;
    }
    const text = texts.get(createdBy) ?? parseInstruction(createdBy).text;
    texts.set(createdBy, text);
    const time = times.get(text) ?? 0;
    times.set(text, time + 1);
    return `${time} ${text}`;
  });
}

/** The layers of an instruction that both versions have, but with another content in every change. */
export function changingLayersOf(
  changes: readonly VersionChange[],
): ChangingLayer[] {
  const newest = changes.at(-1)?.image;
  if (!newest) {
    return [];
  }
  /** Versions have most instructions in common: each is read once. */
  const texts = new Map<string, string>();
  let common: Set<string> | undefined;
  let lowest: Set<string> | undefined;
  for (const change of changes) {
    const keys = instructionKeys(change.image, texts);
    const before = new Set(instructionKeys(change.previous, texts));
    const changed = fetchedAgain(change).map(({ position }) => keys[position]);
    const known = changed.filter(
      (key): key is string => key !== undefined && before.has(key),
    );
    common = intersection(common, known);
    lowest = intersection(lowest, changed[0] === undefined ? [] : [changed[0]]);
  }
  const keys = instructionKeys(newest, texts);
  return servedLayers(newest.layers).flatMap(({ facts, position }) => {
    const key = keys[position];
    return key !== undefined && common?.has(key)
      ? [
          {
            instruction: key.slice(key.indexOf(' ') + 1),
            digest: facts.digest,
            compressedBytes: facts.compressedBytes,
            layer: position,
            isLowest: lowest?.has(key) ?? false,
          },
        ]
      : [];
  });
}

function intersection(
  one: Set<string> | undefined,
  other: readonly string[],
): Set<string> {
  return new Set(one ? other.filter(key => one.has(key)) : other);
}
