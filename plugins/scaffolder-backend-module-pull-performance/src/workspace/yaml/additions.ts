import type { YAMLMap, YAMLSeq } from 'yaml';
import {
  blockText,
  flowPair,
  flowText,
  itemBefore,
  linesAfter,
  Splice,
} from './Splice';
import { columnOf, endOfItem, isFlow, startOf } from './yamlPlaces';

function addToFlow(
  collection: YAMLMap | YAMLSeq,
  text: string,
  index: number,
): Splice {
  if (index > 0) {
    const end = endOfItem(collection.items[index - 1]);
    return { start: end, end, text: `, ${text}` };
  }
  const start = startOf(collection) + 1;
  const separator = collection.items.length > 0 ? ', ' : '';
  return { start, end: start, text: `${text}${separator}` };
}

/** Adds a key with its value to a map, behind `index` others; never as the first of a map in block style. */
export function addPair(
  file: string,
  map: YAMLMap,
  key: string,
  value: unknown,
  options: { index: number; comment?: string },
): Splice {
  const { index, comment } = options;
  if (isFlow(map)) {
    return addToFlow(map, flowPair(key, value), index);
  }
  const column = columnOf(file, startOf(map));
  const text = blockText(file, { [key]: value }, column);
  const commented =
    comment === undefined
      ? text
      : text.replace(/\r?\n|$/, lineBreak => ` # ${comment}${lineBreak}`);
  return linesAfter(
    file,
    endOfItem(map.items[index - 1]),
    ' '.repeat(column) + commented,
  );
}

/** Adds an item to a list, behind `index` others. */
export function addItem(
  file: string,
  list: YAMLSeq,
  value: unknown,
  index: number,
): Splice {
  if (isFlow(list)) {
    return addToFlow(list, flowText(value), index);
  }
  const start = startOf(list);
  const column = columnOf(file, start);
  const text = blockText(file, [value], column);
  return index === 0
    ? itemBefore(file, start, text, column)
    : linesAfter(
        file,
        endOfItem(list.items[index - 1]),
        ' '.repeat(column) + text,
      );
}
