import { isAlias, isMap, isScalar, isSeq, Pair, visit } from 'yaml';
import type { Node, YAMLMap } from 'yaml';

/** The value of a key in a map of a document; `undefined` where there is none. */
export function valueAt(map: unknown, key: string): unknown {
  return isMap(map)
    ? map.items.find(pair => isScalar(pair.key) && pair.key.value === key)
        ?.value ?? undefined
    : undefined;
}

/** The keys of a map with their values. */
export function entriesOf(map: unknown): [key: string, value: unknown][] {
  return isMap(map)
    ? map.items.flatMap(({ key, value }): [string, unknown][] =>
        isScalar(key) ? [[String(key.value), value]] : [],
      )
    : [];
}

/** The items of a list. */
export function itemsOf(list: unknown): unknown[] {
  return isSeq(list) ? list.items : [];
}

/** A value as its text: `1.10` stays `1.10`. */
export function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null) {
    return undefined;
  }
  return typeof node.value === 'string'
    ? node.value
    : node.source ?? String(node.value);
}

/** A value of a map as its text. */
export function textAt(map: unknown, key: string): string | undefined {
  return textOf(valueAt(map, key));
}

/** The texts of a map's keys; booleans stay what they are. */
export function textsOf(map: unknown): [string, string | boolean][] {
  return entriesOf(map).flatMap(([key, node]): [string, string | boolean][] => {
    if (isScalar(node) && typeof node.value === 'boolean') {
      return [[key, node.value]];
    }
    const text = textOf(node);
    return text === undefined ? [] : [[key, text]];
  });
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

/** Whether a value is shared with other places of the file: is an anchor or alias itself, or uses aliases, merge keys or YAML tags within. */
export function isShared(node: unknown): boolean {
  if (!isNode(node)) {
    return false;
  }
  if (isAlias(node) || node.anchor !== undefined) {
    return true;
  }
  let shared = false;
  visit(node, {
    Alias: () => {
      shared = true;
      return visit.BREAK;
    },
  });
  return shared;
}

/** Whether a map or list has an anchor, or is an alias, whatever is in it. */
export function isAnchored(node: unknown): boolean {
  return isNode(node) && (isAlias(node) || node.anchor !== undefined);
}

/** Whether a list or map is written with brackets. */
export function isInBrackets(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true;
}

/** Whether the value of a key is a map. */
export function mapAt(map: unknown, key: string): YAMLMap | undefined {
  const value = valueAt(map, key);
  return isMap(value) ? value : undefined;
}

/** The last entry of a map. */
export function lastPairOf(map: YAMLMap): Pair | undefined {
  return map.items[map.items.length - 1];
}
