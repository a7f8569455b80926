import { ConflictError } from '@backstage/errors';
import { showPath } from './safePath';
import { Workspace } from './Workspace';

/** Starts the first line of every file that an action made; the action's name follows. */
const MADE_BY = '# Made by pull-performance:';

/**
 * The first line of a file that an action makes; only files that start so are ever written again or removed.
 *
 * @param action - what follows `pull-performance:` in the action's name, for example `prepull:add`
 */
export function madeByLine(action: string): string {
  return `${MADE_BY}${action}; take this line out to keep the file as your own.`;
}

/** Whether an action made a file. */
export function isMadeBy(text: string, action: string): boolean {
  const [first] = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1);
  return first.startsWith(`${MADE_BY}${action};`);
}

/**
 * The text of a file that the action may write: its own, or none yet.
 *
 * @throws ConflictError when somebody else made the file
 */
export async function readOwnFile(
  workspace: Workspace,
  path: string,
  action: string,
): Promise<string | undefined> {
  const text = await workspace.read(path);
  if (text !== undefined && !isMadeBy(text, action)) {
    throw new ConflictError(
      `The file ${showPath(
        path,
      )} exists and was not made by pull-performance:${action}, so it stays as it is. Choose another name, or move or delete the file first.`,
    );
  }
  return text;
}

/**
 * Writes a file that starts with {@link madeByLine}.
 *
 * @throws ConflictError when somebody else made the file that is there
 */
export async function writeOwnFile(
  workspace: Workspace,
  path: string,
  content: string,
  action: string,
): Promise<void> {
  await readOwnFile(workspace, path, action);
  await workspace.write(path, `${madeByLine(action)}\n${content}`);
}

/**
 * Removes a file that the action made.
 *
 * @returns whether there was one
 * @throws ConflictError when somebody else made it
 */
export async function removeOwnFile(
  workspace: Workspace,
  path: string,
  action: string,
): Promise<boolean> {
  if ((await readOwnFile(workspace, path, action)) === undefined) {
    return false;
  }
  await workspace.remove(path);
  return true;
}
