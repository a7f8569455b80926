import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

const MAX_PATH_LENGTH = 1024;
const MAX_SHOWN_LENGTH = 200;

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u.test(text);
}

/** A path as errors may show it: on one line, and not too long. */
export function showPath(path: string): string {
  return JSON.stringify(path.slice(0, MAX_SHOWN_LENGTH));
}

/**
 * The segments of a path within a folder, with `.` taken out: `./deploy//base` is `['deploy', 'base']`.
 *
 * @throws InputError when the path is absolute, leads upwards, into `.git`, is too long or holds control characters
 */
export function pathSegments(path: string): string[] {
  const segments = path
    .split('/')
    .filter(segment => segment !== '' && segment !== '.');
  const refuse = (why: string) => {
    throw new InputError(
      `The path ${showPath(
        path,
      )} ${why}. Name a path within the repository, with slashes, such as deploy/base.`,
    );
  };
  if (path.length > MAX_PATH_LENGTH) {
    refuse(`is longer than ${MAX_PATH_LENGTH} characters`);
  }
  if (hasControlCharacter(path) || path.includes('\\')) {
    refuse('holds a backslash or an invisible character');
  }
  if (path.startsWith('/') || segments.includes('..')) {
    refuse('leads out of its folder');
  }
  if (segments.some(segment => segment.toLowerCase() === '.git')) {
    refuse('leads into the data of Git');
  }
  return segments;
}

async function lstatIfAny(absolute: string, path: string) {
  return lstat(absolute).catch((error: { code?: string }) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      return undefined;
    }
    throw new InputError(
      `The path ${showPath(path)} cannot be looked at: ${error.code}`,
    );
  });
}

/**
 * The absolute path of a file or folder within `root`, when neither it nor a folder on the way to it is a symbolic link. What does not exist is fine: it
 * may be created.
 *
 * @throws InputError as {@link pathSegments}, and for symbolic links, also those that lead nowhere or stay within the folder
 */
export async function resolveWithoutLinks(
  root: string,
  path: string,
): Promise<string> {
  const segments = pathSegments(path);
  let existing = root;
  for (const [index, segment] of segments.entries()) {
    const stats = await lstatIfAny(join(existing, segment), path);
    if (stats?.isSymbolicLink()) {
      throw new InputError(
        `${showPath(
          segments.slice(0, index + 1).join('/'),
        )} is a symbolic link, which is neither read nor written. Name the folder or file that it stands for.`,
      );
    }
    if (!stats) {
      return join(existing, ...segments.slice(index));
    }
    existing = resolveSafeChildPath(existing, segment);
  }
  return existing;
}
