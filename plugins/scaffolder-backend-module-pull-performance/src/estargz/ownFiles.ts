import { ConflictError } from '@backstage/errors';
import { readOwnFile, removeOwnFile, writeOwnFile } from '../workspace/ownFile';
import { showPath } from '../workspace/safePath';
import { Workspace } from '../workspace/Workspace';

const ACTION = 'estargz:add';

function imageLine(image: string): string {
  return `# Image: ${image}`;
}

/** Whether a file is ours and for this image. */
async function isOurs(
  workspace: Workspace,
  path: string,
  image: string,
): Promise<boolean> {
  const text = await readOwnFile(workspace, path, ACTION);
  if (text === undefined) {
    return false;
  }
  return text.split(/\r?\n/, 2)[1] === imageLine(image);
}

/**
 * Writes a file of our own for an image.
 *
 * @throws ConflictError when somebody else made the file, or it is for another image
 */
export async function writeImageFile(
  workspace: Workspace,
  options: { path: string; image: string; content: string },
): Promise<void> {
  const { path, image, content } = options;
  const exists = (await workspace.read(path)) !== undefined;
  if (exists && !(await isOurs(workspace, path, image))) {
    throw new ConflictError(
      `The file ${showPath(
        path,
      )} makes the variant of another image. Give file with another path.`,
    );
  }
  await writeOwnFile(
    workspace,
    path,
    `${imageLine(image)}\n${content}`,
    ACTION,
  );
}

/** Removes a file of our own when it is for this image; anything else stays. */
export async function removeImageFile(
  workspace: Workspace,
  path: string,
  image: string,
): Promise<void> {
  const isOwn = await isOurs(workspace, path, image).catch(() => false);
  if (isOwn) {
    await removeOwnFile(workspace, path, ACTION);
  }
}
