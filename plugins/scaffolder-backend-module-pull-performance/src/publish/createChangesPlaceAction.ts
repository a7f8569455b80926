import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { chmod, lstat, rm } from 'node:fs/promises';
import { openWorkspace } from '../workspace/DirectoryWorkspace';
import { pathSegments, resolveWithoutLinks } from '../workspace/safePath';
import { examples } from './createChangesPlaceAction.examples';

/**
 * `pull-performance:changes:place`: copies changed files to where a publishing action expects them. Those of Bitbucket take the whole workspace, those of Azure
 * DevOps a clone.
 */
export function createChangesPlaceAction() {
  return createTemplateAction({
    id: 'pull-performance:changes:place',
    description:
      'Copies changed files into the folder that is published, and removes what is not',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        changesPath: z =>
          z.string().max(1024).describe('Folder of the changed files'),
        to: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe('Folder that they go to; by default the workspace'),
        repositoryPath: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe(
              'Folder of the fetched source: what is executable stays so',
            ),
        remove: z =>
          z
            .array(z.string().max(1024))
            .max(10)
            .optional()
            .describe('Folders that are removed afterwards'),
      },
      output: {
        paths: z => z.array(z.string()).describe('The copied files'),
      },
    },
    async handler(ctx) {
      const { workspacePath } = ctx;
      const { changesPath, to = '.', repositoryPath, remove = [] } = ctx.input;
      const from = await openWorkspace({ workspacePath, path: changesPath });
      const target = await openWorkspace({ workspacePath, path: to });
      const paths = await from.list();
      for (const path of paths) {
        const content = await from.read(path);
        if (content !== undefined) {
          await target.write(path, content);
        }
        if (repositoryPath !== undefined) {
          const original = await resolveWithoutLinks(
            workspacePath,
            `${repositoryPath}/${path}`,
          );
          if (await isExecutable(original)) {
            await chmod(
              await resolveWithoutLinks(workspacePath, `${to}/${path}`),
              0o755,
            );
          }
        }
      }
      for (const folder of remove) {
        if (pathSegments(folder).length === 0) {
          throw new InputError(
            'remove names the workspace itself. Name folders within it.',
          );
        }
        await rm(await resolveWithoutLinks(workspacePath, folder), {
          recursive: true,
          force: true,
        });
      }
      ctx.output('paths', paths);
      ctx.logger.info(`Placed ${paths.length} changed files`);
    },
  });
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    const stats = await lstat(path);
    return stats.isFile() && (stats.mode & 0o100) !== 0;
  } catch {
    return false;
  }
}
