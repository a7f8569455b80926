import { isMap, isScalar, isSeq } from 'yaml';
import type { Pair, YAMLMap, YAMLSeq } from 'yaml';
import { blockText, flowText, linesAfter, Splice } from './Splice';
import {
  asNode,
  columnOf,
  endOf,
  endOfItem,
  isFlow,
  isUnwritten,
  startOf,
} from './yamlPlaces';

/** Whether the new value can stand in the place of the old one within its line. */
function fitsInline(old: unknown, value: unknown): boolean {
  const isBlock =
    (isScalar(old) && /^BLOCK_/.test(old.type ?? '')) ||
    ((isMap(old) || isSeq(old)) && !isFlow(old));
  const isLong = typeof value === 'string' && value.includes('\n');
  const isFilled =
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length > 0;
  const staysFlow = (isMap(old) || isSeq(old)) && isFlow(old);
  return !isBlock && !isLong && (!isFilled || staysFlow);
}

/** A text in the quotes of the one that it replaces. */
function quotedAs(old: unknown, value: unknown): string | undefined {
  if (!isScalar(old) || typeof value !== 'string') {
    return undefined;
  }
  if (old.type === 'QUOTE_DOUBLE') {
    return JSON.stringify(value);
  }
  return old.type === 'QUOTE_SINGLE' && /^[ -~]*$/.test(value)
    ? `'${value.replace(/'/g, "''")}'`
    : undefined;
}

function replaceInline(old: unknown, value: unknown): Splice {
  const node = asNode(old);
  return {
    start: startOf(node),
    end: endOf(node),
    text: quotedAs(old, value) ?? flowText(value),
  };
}

/** The end without the line breaks that belong to a value in block style. */
function trimmedEnd(file: string, end: number): number {
  return file.slice(0, end).trimEnd().length;
}

/** Replaces the value of a key. */
export function replaceValue(
  file: string,
  map: YAMLMap,
  pair: Pair,
  value: unknown,
): Splice {
  const { key, value: old } = pair;
  const afterColon = file.indexOf(':', endOf(asNode(key))) + 1;
  const inline = isFlow(map) || fitsInline(old, value);
  if (isUnwritten(old) && inline) {
    return { start: afterColon, end: afterColon, text: ` ${flowText(value)}` };
  }
  if (inline) {
    return replaceInline(old, value);
  }
  const column = columnOf(file, startOf(map));
  const text = blockText(file, { k: value }, column).slice('k:'.length);
  return isUnwritten(old) && /^\r?\n/.test(text)
    ? // Behind a comment in the line of the key.
      linesAfter(file, afterColon, text.replace(/^\r?\n/, ''))
    : { start: afterColon, end: trimmedEnd(file, endOfItem(pair)), text };
}

/** Replaces an item of a list. */
export function replaceItem(
  file: string,
  list: YAMLSeq,
  index: number,
  value: unknown,
): Splice {
  const old: unknown = list.items[index];
  if (isFlow(list) || fitsInline(old, value)) {
    return replaceInline(old, value);
  }
  const column = columnOf(file, startOf(list));
  return {
    start: startOf(asNode(old)),
    end: trimmedEnd(file, endOfItem(old)),
    text: blockText(file, [value], column).slice('- '.length),
  };
}
