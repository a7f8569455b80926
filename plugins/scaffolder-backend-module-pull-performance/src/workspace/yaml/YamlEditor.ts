import { InputError } from '@backstage/errors';
import { isDeepStrictEqual } from 'node:util';
import { isMap, isSeq } from 'yaml';
import type { Node } from 'yaml';
import { showPath } from '../safePath';
import { addItem, addPair } from './additions';
import {
  changedAt,
  withItem,
  withoutEmpty,
  withoutStep,
  YamlPath,
} from './expectedValue';
import { ParsedDocument, parseYaml, valueOf } from './parseYaml';
import { removeItem } from './removals';
import { replaceItem, replaceValue } from './replacements';
import { applySplice, blockText, linesAfter, Splice } from './Splice';
import { asNode, isFlow, isKey, isUnwritten } from './yamlPlaces';

/** Where in the file, and how. */
export interface EditOptions {
  /** Which of the file's documents, from 0, which is the default. */
  document?: number;
  /** Of a new key: the key behind which it is put; by default it becomes the last. */
  after?: string;
  /** Of a new key in block style: a comment behind it, one line. */
  comment?: string;
  /** Of a list in block style that loses its only item: nothing is left behind its key, rather than `[]`. */
  leaveUnwritten?: boolean;
}

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Edits a YAML text by replacing as few characters as possible: comments, order, quotes, indentation and line breaks of all else stay byte for byte. After each
 * edit the text is read again; where any other value than the one meant has changed, the edit is refused.
 */
export class YamlEditor {
  private currentDocuments: readonly ParsedDocument[];

  private constructor(
    private currentText: string,
    private readonly name: string,
  ) {
    this.currentDocuments = parseYaml(currentText, name);
  }

  /**
   * @param name - the file's path, for errors
   * @throws InputError with the line when the text is no valid YAML
   */
  static create(text: string, name: string): YamlEditor {
    return new YamlEditor(text, name);
  }

  /** The text as edited so far. */
  get text(): string {
    return this.currentText;
  }

  /** The documents as edited so far; only to be read. */
  get documents(): readonly ParsedDocument[] {
    return this.currentDocuments;
  }

  /** The plain values of the documents as edited so far. */
  values(): unknown[] {
    return this.currentDocuments.map(document => valueOf(document, this.name));
  }

  /**
   * Sets a value; a key that is missing is added, with the maps around it.
   *
   * @throws InputError when the way leads through something else than maps and lists, or the edit would change more
   */
  set(path: YamlPath, value: unknown, options: EditOptions = {}): void {
    const last = this.lastStep(path);
    const around = path.slice(0, -1);
    const parent = this.nodeAt(around, options);
    if (parent === undefined || isUnwritten(parent)) {
      if (around.length === 0) {
        this.setTop({ [last]: value }, options);
      } else {
        this.set(around, { [last]: value }, options);
      }
      return;
    }
    this.edit(
      path,
      () => value,
      options,
      () => {
        if (isSeq(parent) && typeof last === 'number' && parent.items[last]) {
          return replaceItem(this.text, parent, last, value);
        }
        if (!isMap(parent)) {
          return this.fail(around, 'is no map');
        }
        const pair = parent.items.find(item => isKey(item, last));
        if (pair) {
          return replaceValue(this.text, parent, pair, value);
        }
        const { after, comment } = options;
        const before = parent.items.findIndex(
          item => after !== undefined && isKey(item, after),
        );
        const index = before === -1 ? parent.items.length : before + 1;
        return addPair(this.text, parent, String(last), value, {
          index,
          comment,
        });
      },
    );
  }

  /**
   * Adds an item to a list; a list that is missing or empty is begun.
   *
   * @param options - `index`: before which item; by default it becomes the last
   * @throws InputError when there is something else than a list, or the edit would change more
   */
  add(
    path: YamlPath,
    value: unknown,
    options: EditOptions & { index?: number } = {},
  ): void {
    const list = this.nodeAt(path, options);
    if (list === undefined || isUnwritten(list)) {
      this.set(path, [value], options);
      return;
    }
    if (!isSeq(list)) {
      this.fail(path, 'is no list');
    }
    const { length } = list.items;
    const index = Math.min(options.index ?? length, length);
    this.edit(
      path,
      old => withItem(old, index, value),
      options,
      () => addItem(this.text, list, value, index),
    );
  }

  /**
   * Removes a key with its value, or an item; comments on lines of their own before it stay. What is missing already is fine.
   *
   * @throws InputError when the edit would change more, as where other places use its anchor
   */
  remove(path: YamlPath, options: EditOptions = {}): void {
    const last = this.lastStep(path);
    const around = path.slice(0, -1);
    const parent = this.nodeAt(around, options);
    if (!isMap(parent) && !isSeq(parent)) {
      return;
    }
    const index = isMap(parent)
      ? parent.items.findIndex(pair => isKey(pair, last))
      : Number(last);
    if (parent.items[index]) {
      const leavesNothing =
        !isFlow(parent) &&
        parent.items.length === 1 &&
        (around.length === 0 || options.leaveUnwritten === true);
      this.edit(
        around,
        old => (leavesNothing ? null : withoutStep(old, last)),
        options,
        () => removeItem(this.text, parent, index, leavesNothing),
      );
    }
  }

  private lastStep(path: YamlPath): string | number {
    const last = path[path.length - 1];
    if (last === undefined) {
      throw new InputError(`No place in ${showPath(this.name)} is named.`);
    }
    return last;
  }

  private fail(path: YamlPath, why: string): never {
    const place = path.length === 0 ? 'The top' : path.join('.');
    throw new InputError(
      `${place} in ${showPath(this.name)} ${why}. Make this change by hand.`,
    );
  }

  private nodeAt(path: YamlPath, options: EditOptions): Node | undefined {
    let node: unknown = this.documents[options.document ?? 0]?.contents;
    for (const [depth, step] of path.entries()) {
      if (forbiddenKeys.has(String(step))) {
        this.fail(path, 'is no name for a key');
      }
      if (isMap(node)) {
        node = node.items.find(pair => isKey(pair, step))?.value;
      } else if (isSeq(node)) {
        node = node.items[Number(step)];
      } else if (isUnwritten(node)) {
        return undefined;
      } else {
        this.fail(path.slice(0, depth), 'is no map or list that can be edited');
      }
    }
    return node === null || node === undefined ? undefined : asNode(node);
  }

  /** Begins the map of a document without content, which must be the last. */
  private setTop(value: unknown, options: EditOptions): void {
    const at = options.document ?? 0;
    if (at < this.documents.length - 1) {
      this.fail([], 'of a document before others is empty');
    }
    this.edit(
      [],
      () => value,
      options,
      () =>
        linesAfter(this.text, this.text.length, blockText(this.text, value, 0)),
    );
  }

  private edit(
    path: YamlPath,
    change: (old: unknown) => unknown,
    options: EditOptions,
    splice: () => Splice,
  ): void {
    const expected = this.values();
    const at = options.document ?? 0;
    expected[at] = changedAt(expected[at], path, change);
    const text = applySplice(this.text, splice());
    const after = this.readBack(text);
    if (
      !after ||
      !isDeepStrictEqual(withoutEmpty(after.values), withoutEmpty(expected))
    ) {
      this.fail(
        path,
        'cannot be edited without changing other values too, perhaps since anchors are used',
      );
    }
    this.currentText = text;
    this.currentDocuments = after.documents;
  }

  private readBack(text: string) {
    try {
      const documents = parseYaml(text, this.name);
      const values = documents.map(document => valueOf(document, this.name));
      return { documents, values };
    } catch {
      return undefined;
    }
  }
}

/**
 * Opens a YAML text for edits that leave every other byte as it is.
 *
 * @param name - the file's path, for errors
 * @throws InputError with the line when the text is no valid YAML
 */
export function editYaml(text: string, name: string = 'YAML'): YamlEditor {
  return YamlEditor.create(text, name);
}
