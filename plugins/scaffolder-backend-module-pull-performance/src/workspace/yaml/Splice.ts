import { stringifyYaml } from './stringifyYaml';
import { lineEnd } from './yamlPlaces';

/** A piece of a text and what replaces it. */
export interface Splice {
  start: number;
  end: number;
  text: string;
}

export function applySplice(text: string, splice: Splice): string {
  return text.slice(0, splice.start) + splice.text + text.slice(splice.end);
}

function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** A value for use within brackets, on one line. */
export function flowText(value: unknown): string {
  return stringifyYaml([value], { flow: true }).trimEnd().slice(1, -1);
}

/** A key with its value for use within braces. */
export function flowPair(key: string, value: unknown): string {
  return stringifyYaml({ [key]: value }, { flow: true })
    .trimEnd()
    .slice(1, -1);
}

/** Whether the lists of a file stand in the column of their keys. */
function hasFlushLists(text: string): boolean {
  return /^( *)[^\s#-][^\n]*:[ \t]*\r?\n\1- /m.test(text);
}

/** A value as block text in the file's manner, without its last line break; lines behind the first are indented. */
export function blockText(
  file: string,
  value: unknown,
  column: number,
): string {
  return stringifyYaml(value, { indentSequences: !hasFlushLists(file) })
    .replace(/\n$/, '')
    .replace(/\n(?!\n|$)/g, `\n${' '.repeat(column)}`)
    .replace(/\n/g, lineBreakOf(file));
}

/** Puts lines behind the line in which `offset` lies, and keeps whether the text ends in a line break. */
export function linesAfter(
  file: string,
  offset: number,
  lines: string,
): Splice {
  const at = lineEnd(file, offset);
  const endsLine = at === 0 || file[at - 1] === '\n';
  const lineBreak = lineBreakOf(file);
  return {
    start: at,
    end: at,
    text: endsLine ? `${lines}${lineBreak}` : `${lineBreak}${lines}`,
  };
}

/** Puts an item before the first of a block list. */
export function itemBefore(
  file: string,
  offset: number,
  item: string,
  column: number,
): Splice {
  const text = `${item}${lineBreakOf(file)}${' '.repeat(column)}`;
  return { start: offset, end: offset, text };
}
