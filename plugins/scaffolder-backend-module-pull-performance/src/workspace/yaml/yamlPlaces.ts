import { isAlias, isCollection, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Node, Pair, YAMLMap, YAMLSeq } from 'yaml';

/** Items of parsed collections are nodes or pairs of nodes. */
export function asNode(value: unknown): Node {
  if (isScalar(value) || isAlias(value) || isMap(value) || isSeq(value)) {
    return value;
  }
  throw new Error('This is no node of a document.');
}

/** A place is only missing in nodes that were not read from a text. */
function rangeOf(node: Node): [start: number, end: number] {
  if (!node.range) {
    throw new Error('This node was not read from a text.');
  }
  return [node.range[0], node.range[1]];
}

export function startOf(node: Node): number {
  return rangeOf(node)[0];
}

/** Where an item of a list, or a key, begins. */
export function startOfItem(item: unknown): number {
  return startOf(asNode(isPair(item) ? item.key : item));
}

/** Whether a map or list is written with brackets. */
export function isFlow(node: YAMLMap | YAMLSeq): boolean {
  return node.flow === true;
}

/** Whether nothing is written, as the value in `key:`. */
export function isUnwritten(node: unknown): boolean {
  if (node === null || node === undefined) {
    return true;
  }
  const [start, end] = rangeOf(asNode(node));
  return start === end && isScalar(node) && !node.tag && !node.anchor;
}

/** Where the text of a node ends, without the comments and empty lines behind it. */
export function endOf(node: Node): number {
  if (isCollection(node) && !node.flow && node.items.length > 0) {
    return endOfItem(node.items[node.items.length - 1]);
  }
  return rangeOf(node)[1];
}

/** Where the text of an item of a list, or of a key with its value, ends. */
export function endOfItem(item: unknown): number {
  if (!isPair(item)) {
    return endOf(asNode(item));
  }
  return endOf(asNode(isUnwritten(item.value) ? item.key : item.value));
}

/** Whether the key of a pair is this text or number. */
export function isKey(pair: Pair, key: string | number): boolean {
  return isScalar(pair.key) && String(pair.key.value) === String(key);
}

export function lineStart(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  // A byte order mark takes no column.
  return start === 0 && text.startsWith('\uFEFF') ? 1 : start;
}

/** The column at which a position stands. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** The end of the line in which the text before `offset` ends, behind its line break. */
export function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') {
    return offset;
  }
  const at = text.indexOf('\n', offset);
  return at === -1 ? text.length : at + 1;
}
