import { ConflictError } from '@backstage/errors';
import { createHash } from 'node:crypto';
import { showPath } from '../workspace/safePath';

const ACTION = 'pull-performance:estargz:add';
const beginPattern = new RegExp(
  `^ *# ${ACTION} ([0-9a-f]{16}) begins for (\\S+) `,
);
const endPattern = new RegExp(`^ *# ${ACTION} ends\\b`);

/** Lines of a text that the action added. */
interface OwnBlock {
  start: number;
  end: number;
  /** Name of the image, without a tag. */
  image: string;
  isUntouched: boolean;
}

function hashOf(lines: readonly string[]): string {
  const text = lines.map(line => line.trim()).join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * Text between two comments by which the action finds again what it added, and sees whether somebody has changed it since.
 *
 * @param body - lines with `\n` between them, not indented
 */
export function ownBlock(
  body: string,
  options: { image: string; indent: number; lineBreak: string },
): string {
  const { image, indent, lineBreak } = options;
  const lines = body.trimEnd().split('\n');
  return [
    `# ${ACTION} ${hashOf(
      lines,
    )} begins for ${image} (run it with remove: true to take this out)`,
    ...lines,
    `# ${ACTION} ends`,
  ]
    .map(line => (line === '' ? '' : `${' '.repeat(indent)}${line}`))
    .join(lineBreak);
}

/** Puts a block behind the line that ends at `offset`; keeps whether the text ends with a line break. */
export function insertBlock(
  text: string,
  offset: number,
  block: string,
): string {
  const lineBreak = lineBreakOf(text);
  const before = text.slice(0, offset);
  return before === '' || before.endsWith('\n')
    ? `${before}${block}${lineBreak}${text.slice(offset)}`
    : `${before}${lineBreak}${block}${text.slice(offset)}`;
}

/** What a file's lines end with. */
export function lineBreakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function findBlocks(text: string, path: string): OwnBlock[] {
  const blocks: OwnBlock[] = [];
  let open:
    | { start: number; hash: string; image: string; lines: string[] }
    | undefined;
  let start = 0;
  const broken = (what: string): never => {
    throw new ConflictError(
      `In ${showPath(
        path,
      )} one of the comments of ${ACTION} ${what}. Take out by hand what it added, with both comments, and run it again.`,
    );
  };
  while (start < text.length) {
    const lineEnd = text.indexOf('\n', start);
    const end = lineEnd === -1 ? text.length : lineEnd + 1;
    const line = text.slice(start, end).replace(/\r?\n$/, '');
    const begin = beginPattern.exec(line);
    if (begin) {
      if (open) broken('that ends it is missing');
      open = { start, hash: begin[1], image: begin[2], lines: [] };
    } else if (endPattern.test(line)) {
      if (!open) return broken('that begins it is missing');
      const isUntouched = hashOf(open.lines) === open.hash;
      blocks.push({ start: open.start, end, image: open.image, isUntouched });
      open = undefined;
    } else {
      open?.lines.push(line);
    }
    start = end;
  }
  if (open) broken('that ends it is missing');
  return blocks;
}

/**
 * The text without what the action added for an image before, byte for byte as it was.
 *
 * @param image - its name, without a tag
 * @throws ConflictError when somebody has changed what was added
 */
export function withoutOwnBlocks(
  text: string,
  path: string,
  image: string,
): string {
  let rest = text;
  const blocks = findBlocks(text, path).filter(block => block.image === image);
  for (const block of blocks.reverse()) {
    if (!block.isUntouched) {
      throw new ConflictError(
        `In ${showPath(
          path,
        )} the lines that ${ACTION} added were changed by hand since, so they stay as they are. To keep them take out the comments that begin and end them, else take the lines out too; then run it again.`,
      );
    }
    const before = rest.slice(0, block.start);
    const after = rest.slice(block.end);
    // At the end of a text without a last line break the block brought the one before it.
    const endsOpen = after === '' && !rest.endsWith('\n');
    rest = (endsOpen ? before.replace(/\r?\n$/, '') : before) + after;
  }
  return rest;
}
