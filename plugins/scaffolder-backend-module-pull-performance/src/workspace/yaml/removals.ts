import { isMap } from 'yaml';
import type { YAMLMap, YAMLSeq } from 'yaml';
import { Splice } from './Splice';
import {
  columnOf,
  endOf,
  endOfItem,
  isFlow,
  lineEnd,
  lineStart,
  startOf,
  startOfItem,
} from './yamlPlaces';

function removeFromFlow(items: readonly unknown[], index: number): Splice {
  const start =
    index > 0 ? endOfItem(items[index - 1]) : startOfItem(items[index]);
  const end =
    index === 0 && items.length > 1
      ? startOfItem(items[1])
      : endOfItem(items[index]);
  return { start, end, text: '' };
}

/** Takes whole lines out; at the end of a text without a last line break, the break before them. */
function withoutLines(file: string, begin: number, end: number): Splice {
  if (end > 0 && file[end - 1] !== '\n') {
    const start = file.slice(0, begin).replace(/\r?\n$/, '').length;
    return { start, end, text: '' };
  }
  return { start: begin, end, text: '' };
}

/** Where the dash of an item of a block list stands. */
function dashOf(
  collection: YAMLMap | YAMLSeq,
  index: number,
): number | undefined {
  const { srcToken } = collection;
  return srcToken?.type === 'block-seq'
    ? srcToken.items[index]?.start.find(({ type }) => type === 'seq-item-ind')
        ?.offset
    : undefined;
}

/**
 * Removes an item, or a key with its value. What is left of a collection in block style without any is `{}` or `[]`, or nothing where that is asked for.
 */
export function removeItem(
  file: string,
  collection: YAMLMap | YAMLSeq,
  index: number,
  leavesNothing: boolean,
): Splice {
  const items: readonly unknown[] = collection.items;
  if (isFlow(collection)) {
    return removeFromFlow(items, index);
  }
  const start = startOf(collection);
  if (items.length === 1 && !leavesNothing) {
    const end = file.slice(0, endOf(collection)).trimEnd().length;
    return { start, end, text: isMap(collection) ? '{}' : '[]' };
  }
  const itemStart = startOfItem(items[index]);
  const from = dashOf(collection, index) ?? itemStart;
  const begin = lineStart(file, from);
  const end = lineEnd(file, endOfItem(items[index]));
  // The first item of a list or map within a list stands behind the dash of that.
  return file.slice(begin, from).trim() === ''
    ? withoutLines(file, begin, end)
    : { start: from, end: end + columnOf(file, start), text: '' };
}
