import { UrlReaderService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { mkdir } from 'node:fs/promises';

const largestFileBytes = 1024 * 1024;
const mostFiles = 20_000;
const mostBytes = 256 * 1024 * 1024;

/**
 * Reads the files of a repository that actions can edit into a folder. What is larger than 1 MiB or belongs to `node_modules` stays away.
 *
 * @throws InputError when there is too much, and the errors of the reader
 */
export async function fetchRepository(options: {
  reader: UrlReaderService;
  url: string;
  targetDir: string;
  signal?: AbortSignal;
}): Promise<void> {
  let files = 0;
  let bytes = 0;
  const tree = await options.reader.readTree(options.url, {
    signal: options.signal,
    filter(path, info) {
      const size = info?.size ?? 0;
      if (size > largestFileBytes || /(^|\/)node_modules\//.test(path)) {
        return false;
      }
      files += 1;
      bytes += size;
      if (files > mostFiles || bytes > mostBytes) {
        throw new InputError(
          `The source has more than ${mostFiles} files or ${mostBytes} bytes. Point the annotation backstage.io/source-location of the entity at the folder of the service.`,
        );
      }
      return true;
    },
  });
  await mkdir(options.targetDir, { recursive: true });
  await tree.dir({ targetDir: options.targetDir });
}
