import { InputError } from '@backstage/errors';
import { DirectoryWorkspace } from './DirectoryWorkspace';
import { pathSegments, showPath } from './safePath';
import { FileChange } from './Workspace';

/** Which changes go where. */
export interface ChangedFilesOptions {
  /** The workspace of the task, absolute. */
  workspacePath: string;
  /** A folder in it, apart from the repository's. */
  changesPath: string;
  changes: readonly FileChange[];
}

/**
 * Copies what was created or changed into a folder of its own, so that a pull request brings these files only. What an earlier step copied and a later one
 * removed is taken out again.
 *
 * @throws InputError when the folder is the workspace itself, leads out of it or is a symbolic link
 */
export async function writeChangedFiles(
  options: ChangedFilesOptions,
): Promise<void> {
  const { workspacePath, changesPath, changes } = options;
  if (pathSegments(changesPath).length === 0) {
    throw new InputError(
      `changesPath ${showPath(
        changesPath,
      )} is the workspace itself. Name a folder of its own, such as changes.`,
    );
  }
  const target = await DirectoryWorkspace.create({
    workspacePath,
    path: changesPath,
  });
  for (const { path, content } of changes) {
    if (content === undefined) {
      await target.remove(path);
    } else {
      await target.write(path, content);
    }
  }
}
