import { InputError } from '@backstage/errors';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathSegments, resolveWithoutLinks, showPath } from './safePath';
import { FileChange, Workspace } from './Workspace';

const MAX_FILE_BYTES = 1024 * 1024;
const MAX_FILES = 5_000;
const MAX_DEPTH = 12;

const skippedFolders = new Set(['.git', 'node_modules']);

/** Where the repository lies. */
export interface WorkspaceOptions {
  /** The workspace of the task, absolute. */
  workspacePath: string;
  /** The folder in it that holds the repository; by default the workspace itself. */
  path?: string;
}

function compareTexts(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}

function decodeText(bytes: Buffer, path: string): string {
  try {
    // Keeps a byte order mark, so that an edited file starts as before.
    const text = new TextDecoder('utf-8', {
      fatal: true,
      ignoreBOM: true,
    }).decode(bytes);
    if (!text.includes('\0')) {
      return text;
    }
  } catch {
    // Falls through to the one error for what is no text.
  }
  throw new InputError(`The file ${showPath(path)} is not text in UTF-8.`);
}

/** The files of a folder on disk. */
export class DirectoryWorkspace implements Workspace {
  private readonly before = new Map<string, string | undefined>();
  private readonly after = new Map<string, string | undefined>();

  private constructor(private readonly root: string) {}

  /**
   * @throws InputError when `path` leads out of the workspace or is a symbolic link
   */
  static async create(options: WorkspaceOptions): Promise<DirectoryWorkspace> {
    const { workspacePath, path = '.' } = options;
    return new DirectoryWorkspace(
      await resolveWithoutLinks(workspacePath, path),
    );
  }

  async list(under: string = '.'): Promise<string[]> {
    await resolveWithoutLinks(this.root, under);
    const files: string[] = [];
    // Level by level, so that what is left out of a huge repository lies deepest.
    let folders = [pathSegments(under).join('/')];
    for (let depth = 0; depth < MAX_DEPTH && folders.length > 0; depth++) {
      const below: string[] = [];
      for (const folder of folders) {
        for (const entry of await this.entriesOf(folder)) {
          const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
          if (entry.isDirectory() && !skippedFolders.has(entry.name)) {
            below.push(path);
          } else if (entry.isFile() && files.length < MAX_FILES) {
            files.push(path);
          }
        }
      }
      folders = files.length < MAX_FILES ? below : [];
    }
    return files.sort(compareTexts);
  }

  async read(path: string): Promise<string | undefined> {
    const normal = pathSegments(path).join('/');
    const absolute = await resolveWithoutLinks(this.root, normal);
    const file = await open(
      absolute,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    ).catch((error: { code?: string }) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
        return undefined;
      }
      throw new InputError(
        `The file ${showPath(path)} cannot be read: ${error.code}`,
      );
    });
    if (!file) {
      return undefined;
    }
    try {
      const stats = await file.stat();
      if (!stats.isFile()) {
        throw new InputError(`${showPath(path)} is not a file.`);
      }
      if (stats.size > MAX_FILE_BYTES) {
        throw new InputError(
          `The file ${showPath(path)} has ${
            stats.size
          } bytes; files of more than ${MAX_FILE_BYTES} are not edited.`,
        );
      }
      return decodeText(await file.readFile(), path);
    } finally {
      await file.close();
    }
  }

  async write(path: string, content: string): Promise<void> {
    const normal = this.filePath(path);
    if (Buffer.byteLength(content) > MAX_FILE_BYTES) {
      throw new InputError(
        `The text for ${showPath(
          path,
        )} is longer than ${MAX_FILE_BYTES} bytes.`,
      );
    }
    if (!(await this.remember(normal, content))) {
      return;
    }
    const absolute = await resolveWithoutLinks(this.root, normal);
    await mkdir(dirname(absolute), { recursive: true });
    const file = await open(
      absolute,
      constants.O_WRONLY |
        constants.O_CREAT |
        constants.O_TRUNC |
        constants.O_NOFOLLOW,
      0o644,
    );
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  }

  async remove(path: string): Promise<void> {
    const normal = this.filePath(path);
    if (await this.remember(normal, undefined)) {
      await rm(await resolveWithoutLinks(this.root, normal));
      await this.removeEmptyFolders(dirname(normal));
    }
  }

  changes(): FileChange[] {
    return [...this.after]
      .filter(([path, content]) => content !== this.before.get(path))
      .sort(([a], [b]) => compareTexts(a, b))
      .map(([path, content]) => {
        if (content === undefined) {
          return { path, change: 'removed' };
        }
        const created = this.before.get(path) === undefined;
        return { path, change: created ? 'created' : 'changed', content };
      });
  }

  /** Notes a file's text before its first change; tells whether there is anything to do. */
  private async remember(
    path: string,
    content: string | undefined,
  ): Promise<boolean> {
    const current = await this.read(path);
    if (!this.before.has(path)) {
      this.before.set(path, current);
    }
    this.after.set(path, content);
    return current !== content;
  }

  /** Git keeps no empty folders either. */
  private async removeEmptyFolders(folder: string): Promise<void> {
    for (let path = folder; path !== '.'; path = dirname(path)) {
      const removed = await rmdir(join(this.root, path)).then(
        () => true,
        () => false,
      );
      if (!removed) {
        return;
      }
    }
  }

  private filePath(path: string): string {
    const normal = pathSegments(path).join('/');
    if (normal === '') {
      throw new InputError(`${showPath(path)} names no file.`);
    }
    return normal;
  }

  private async entriesOf(folder: string) {
    return readdir(join(this.root, folder), { withFileTypes: true }).then(
      entries => entries.sort((a, b) => compareTexts(a.name, b.name)),
      (error: { code?: string }) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
          return [];
        }
        throw new InputError(
          `The folder ${showPath(folder)} cannot be listed: ${error.code}`,
        );
      },
    );
  }
}

/**
 * Opens the folder of a workspace that holds a repository.
 *
 * @throws InputError when `path` leads out of the workspace or is a symbolic link
 */
export function openWorkspace(
  options: WorkspaceOptions,
): Promise<DirectoryWorkspace> {
  return DirectoryWorkspace.create(options);
}
