import { InputError } from '@backstage/errors';
import { isDeepStrictEqual } from 'node:util';
import { isSeq } from 'yaml';
import type { YAMLMap, YAMLSeq } from 'yaml';
import { parseYaml, readYaml } from '../workspace/yaml/parseYaml';
import { showPath } from '../workspace/safePath';
import {
  columnOf,
  endOfItem,
  lineEnd,
  startOf,
} from '../workspace/yaml/yamlPlaces';
import { insertBlock, lineBreakOf, ownBlock } from './ownBlock';
import { itemsOf, valueAt } from './yamlNodes';

/** Where steps are added. */
export interface StepsPlace {
  file: string;
  /** Name of the image, without a tag. */
  image: string;
  /** Keys and indexes from the top to the list of steps. */
  stepsPath: readonly (string | number)[];
  steps: YAMLSeq;
  /** The step behind which they come, and its place. */
  step: YAMLMap;
  index: number;
}

/**
 * A pipeline with steps behind another one; every other byte stays.
 *
 * @param text - the pipeline, without what an earlier run added
 * @param body - the steps, as lines that are not indented
 * @throws InputError where the steps cannot stand there
 */
export function addSteps(
  text: string,
  place: StepsPlace,
  body: string,
): string {
  const block = ownBlock(body, {
    image: place.image,
    indent: columnOf(text, startOf(place.steps)),
    lineBreak: lineBreakOf(text),
  });
  const edited = insertBlock(text, lineEnd(text, endOfItem(place.step)), block);
  if (!isOnlyAdded(text, edited, place)) {
    throw new InputError(
      `No step can be added to ${showPath(
        place.file,
      )} without changing something else there. Give ci: script to have a script instead.`,
    );
  }
  return edited;
}

/** Whether a pipeline without its new steps says what it said before. */
function isOnlyAdded(before: string, after: string, place: StepsPlace) {
  const [document] = parseYaml(after, place.file);
  let steps: unknown = document.contents;
  for (const key of place.stepsPath) {
    steps = typeof key === 'number' ? itemsOf(steps)[key] : valueAt(steps, key);
  }
  if (!isSeq(steps)) {
    return false;
  }
  const added = steps.items.length - place.steps.items.length;
  steps.items.splice(place.index + 1, added);
  return (
    added > 0 &&
    isDeepStrictEqual(
      document.toJS({ maxAliasCount: 100 }),
      readYaml(before, place.file)[0],
    )
  );
}
