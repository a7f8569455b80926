import { UrlReaderService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Reads repositories from memory: their files by address of the folder. */
export function fakeReader(
  repositories: Record<string, Record<string, string>>,
) {
  const read: string[] = [];
  const reader: Pick<UrlReaderService, 'readTree'> = {
    async readTree(url, options) {
      read.push(url);
      const files = repositories[url];
      if (!files) throw new NotFoundError(`${url} not found`);
      const kept = Object.entries(files).filter(
        ([path, content]) =>
          options?.filter?.(path, { size: Buffer.byteLength(content) }) ?? true,
      );
      return {
        etag: '1',
        files: async () => [],
        archive: async () => {
          throw new Error('Nobody needs it');
        },
        async dir(target) {
          const folder = target?.targetDir ?? '';
          for (const [path, content] of kept) {
            await mkdir(dirname(join(folder, path)), { recursive: true });
            await writeFile(join(folder, path), content);
          }
          return folder;
        },
      };
    },
  };
  return { reader, read };
}
