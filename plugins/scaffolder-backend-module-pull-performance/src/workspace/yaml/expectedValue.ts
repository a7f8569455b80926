/** Keys of maps and indexes of lists, from the top. */
export type YamlPath = readonly (string | number)[];

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value)
    : [];
}

/** A copy of a plain value with another one at a path; shares what is not touched. */
export function changedAt(
  value: unknown,
  path: YamlPath,
  change: (old: unknown) => unknown,
): unknown {
  const [step, ...rest] = path;
  if (step === undefined) {
    return change(value);
  }
  if (Array.isArray(value)) {
    const items: unknown[] = [...value];
    items[Number(step)] = changedAt(items[Number(step)], rest, change);
    return items;
  }
  const entries = new Map(entriesOf(value));
  entries.set(String(step), changedAt(entries.get(String(step)), rest, change));
  return Object.fromEntries(entries);
}

/** A copy of a map or list without one of its items. */
export function withoutStep(value: unknown, step: string | number): unknown {
  return Array.isArray(value)
    ? value.filter((_, index) => index !== Number(step))
    : Object.fromEntries(
        entriesOf(value).filter(([key]) => key !== String(step)),
      );
}

/** A copy of a list with an item before the one at `index`. */
export function withItem(
  list: unknown,
  index: number,
  value: unknown,
): unknown[] {
  const items: unknown[] = Array.isArray(list) ? list : [];
  return [...items.slice(0, index), value, ...items.slice(index)];
}

/** Values of documents with all that mean "nothing" alike: a document without content, and the map or list that lost its only item. */
export function withoutEmpty(values: readonly unknown[]): unknown[] {
  const filled = values.map(value =>
    typeof value === 'object' && entriesOf(value).length === 0
      ? undefined
      : value,
  );
  while (filled.length > 0 && filled[filled.length - 1] === undefined) {
    filled.pop();
  }
  return filled;
}
