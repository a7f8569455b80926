/** A file that an action made, changed or removed. */
export interface FileChange {
  /** In the workspace's folder, with slashes. */
  path: string;
  change: 'created' | 'changed' | 'removed';
  /** Its new text; absent when it was removed. */
  content?: string;
}

/**
 * A repository's files in the workspace of a task. Everything is text of a bounded size; nothing outside of the folder is ever read or written, through
 * symbolic links neither.
 */
export interface Workspace {
  /**
   * Paths of the files under a folder, sorted; `.git`, `node_modules`, what is too deep or too many is left out.
   *
   * @throws InputError when the folder leads out of the workspace
   */
  list(under?: string): Promise<string[]>;
  /**
   * The text of a file; `undefined` when there is none.
   *
   * @throws InputError when the path leads out of the workspace, or the file is too large or no text
   */
  read(path: string): Promise<string | undefined>;
  /**
   * Writes a file, which is only a change when its text differs.
   *
   * @throws InputError when the path leads out of the workspace
   */
  write(path: string, content: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** What differs from when this workspace was opened, sorted by path. */
  changes(): FileChange[];
}
