/** A file that a template wrote, or would write. */
export interface WrittenFile {
  /** In the repository. */
  path: string;
  change: 'created' | 'changed' | 'removed';
  /** Absent where it was removed. */
  content?: string;
}

const MOST_FILES = 200;

/**
 * Reads the output `files` of a template's task: a list, or the same as JSON.
 * Entries that are no files are left out; `undefined` when it is no list.
 */
export function readWrittenFiles(output: unknown): WrittenFile[] | undefined {
  const list = typeof output === 'string' ? parse(output) : output;
  if (!Array.isArray(list)) {
    return undefined;
  }
  return list
    .slice(0, MOST_FILES)
    .filter(
      file =>
        typeof file === 'object' &&
        file !== null &&
        typeof file.path === 'string',
    )
    .map(({ path, change, content }) => ({
      path,
      change: change === 'created' || change === 'removed' ? change : 'changed',
      content: typeof content === 'string' ? content : undefined,
    }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
