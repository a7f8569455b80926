import { UrlReaderService } from '@backstage/backend-plugin-api';
import { getEntitySourceLocation } from '@backstage/catalog-model';
import { InputError, isError, NotFoundError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { pathSegments, resolveWithoutLinks } from '../workspace/safePath';
import { examples } from './createSourceFetchAction.examples';
import { fetchRepository } from './fetchRepository';
import { parseRepository } from './parseRepository';
import { PullRequestAccess } from './PullRequestAccess';
import { providerOf, sourceAddress } from './sourceAddress';

/**
 * `pull-performance:source:fetch`: brings the files of a service's repository into the workspace, and tells who hosts it and whether a pull request can be
 * opened there. Where it cannot, templates give files to download.
 */
export function createSourceFetchAction(options: {
  catalog: CatalogService;
  integrations: ScmIntegrationRegistry;
  reader: UrlReaderService;
  access: PullRequestAccess;
}) {
  const { catalog, integrations, reader, access } = options;
  return createTemplateAction({
    id: 'pull-performance:source:fetch',
    description:
      'Fetches the source of a catalog entity, and tells how a pull request gets there',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z => z.string().max(200).describe('component:default/web'),
        path: z =>
          z
            .string()
            .max(1024)
            .describe('Folder in the workspace that the files go to'),
        scope: z =>
          z
            .enum(['folder', 'repository'])
            .optional()
            .describe(
              'Only the folder of the service, or the repository with everything in it; by default the folder',
            ),
      },
      output: {
        available: z =>
          z.boolean().describe('Whether a pull request can be opened'),
        fetched: z => z.boolean().describe('Whether the files are there'),
        reason: z =>
          z.string().optional().describe('Why not, and what to do about it'),
        provider: z =>
          z
            .string()
            .optional()
            .describe(
              'github, gitlab, azure, bitbucketCloud, bitbucketServer or other',
            ),
        repoUrl: z =>
          z
            .string()
            .optional()
            .describe('As publishing actions name the repository'),
        host: z => z.string().optional(),
        organization: z => z.string().optional().describe('Azure DevOps only'),
        project: z =>
          z
            .string()
            .optional()
            .describe('Azure DevOps, and Bitbucket Server its key'),
        repo: z => z.string().optional(),
        branch: z =>
          z
            .string()
            .optional()
            .describe('When the location names one; else it is the default'),
        subfolder: z =>
          z
            .string()
            .describe(
              'Where the fetched files lie in the repository, or empty',
            ),
        folder: z =>
          z
            .string()
            .optional()
            .describe('Folder of the service in the repository, or empty'),
        webUrl: z => z.string().optional().describe('Page of the repository'),
      },
    },
    async handler(ctx) {
      const credentials = await ctx.getInitiatorCredentials();
      if (pathSegments(ctx.input.path).length === 0) {
        throw new InputError('path has to be a folder within the workspace');
      }
      const targetDir = await resolveWithoutLinks(
        ctx.workspacePath,
        ctx.input.path,
      );
      const unavailable = (reason: string) => {
        ctx.logger.warn(`No pull request can be opened: ${reason}`);
        ctx.output('available', false);
        ctx.output('reason', reason);
      };

      const entity = await catalog.getEntityByRef(ctx.input.entityRef, {
        credentials,
      });
      if (!entity) {
        throw new NotFoundError(
          `There is no ${ctx.input.entityRef} in the catalog, or you may not see it.`,
        );
      }
      const address = sourceAddress(getEntitySourceLocation(entity));
      if ('reason' in address) {
        ctx.output('fetched', false);
        ctx.output('subfolder', '');
        unavailable(address.reason);
        return;
      }
      const provider = providerOf(address.url, integrations);
      ctx.output('provider', provider);
      if (provider === 'other') {
        ctx.output('fetched', false);
        ctx.output('subfolder', '');
        unavailable(
          `${
            new URL(address.url).host
          } is no host that pull requests can be opened on. Add it to integrations in the app-config.`,
        );
        return;
      }

      const repository = parseRepository(address.url, provider);
      const isWhole = ctx.input.scope === 'repository';
      for (const key of [
        'repoUrl',
        'host',
        'organization',
        'project',
        'repo',
        'branch',
        'webUrl',
      ] as const) {
        ctx.output(key, repository[key]);
      }
      ctx.output('folder', repository.subfolder);
      ctx.output('subfolder', isWhole ? '' : repository.subfolder);

      const obstacle = await access.obstacle({
        host: repository.host,
        provider,
        credentials,
      });
      try {
        await fetchRepository({
          reader,
          url: isWhole ? repository.rootUrl : address.url,
          targetDir,
          signal: ctx.signal,
        });
      } catch (cause) {
        if (!obstacle) throw cause;
        // A private repository, and nothing to open it with: the files can still be shown.
        ctx.output('fetched', false);
        unavailable(
          `${obstacle} The source was not read either: ${
            isError(cause) ? cause.message : 'unknown error'
          }`,
        );
        return;
      }
      ctx.output('fetched', true);
      ctx.logger.info(`Fetched ${repository.webUrl}`);
      if (obstacle) {
        unavailable(obstacle);
      } else {
        ctx.output('available', true);
      }
    },
  });
}
