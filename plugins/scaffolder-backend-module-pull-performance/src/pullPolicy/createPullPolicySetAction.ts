import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { openWorkspace } from '../workspace/DirectoryWorkspace';
import { pathSegments } from '../workspace/safePath';
import { writeChangedFiles } from '../workspace/writeChangedFiles';
import { examples } from './createPullPolicySetAction.examples';
import { setPullPolicy } from './setPullPolicy';
import { policySummary, policyWarnings } from './summary';

/**
 * `pull-performance:pull-policy:set`: sets `imagePullPolicy: IfNotPresent` where tags do not move or digests are used, and says why not otherwise.
 */
export function createPullPolicySetAction() {
  return createTemplateAction({
    id: 'pull-performance:pull-policy:set',
    description:
      'Sets imagePullPolicy to IfNotPresent in the manifest of a workload where its images do not change behind their references',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe('Folder of the workspace that holds the repository'),
        changesPath: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe('Folder into which changed files are copied'),
        workload: z =>
          z
            .object({
              kind: z.string().min(1).max(100),
              name: z.string().min(1).max(253),
              namespace: z.string().max(253).optional(),
              containers: z
                .array(
                  z
                    .object({
                      name: z.string().max(253),
                      image: z.string().max(1024),
                      pullPolicy: z.string().max(100).optional(),
                    })
                    .catchall(z.any()),
                )
                .max(100)
                .optional()
                .describe(
                  'What runs; what is written in the manifest by default',
                ),
            })
            .catchall(z.any())
            .describe(
              'The workload, as pull-performance:scorecard:get tells it',
            ),
        images: z =>
          z
            .array(
              z
                .object({
                  reference: z.string().max(1024),
                  tagMoved: z.boolean().optional(),
                })
                .catchall(z.any()),
            )
            .max(1000)
            .optional()
            .describe('What is known of the images that run'),
        containers: z =>
          z
            .array(z.string().max(253))
            .max(50)
            .optional()
            .describe('Names of containers; none means those that have Always'),
        tagsAreImmutable: z =>
          z
            .boolean()
            .optional()
            .describe('Whether nobody ever pushes the same tag twice'),
        manifest: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe(
              "File of the manifest or of the chart's values, where it is not found",
            ),
      },
      output: {
        files: z =>
          z.array(
            z.object({
              path: z.string(),
              change: z.enum(['created', 'changed', 'removed']),
              content: z.string().optional(),
            }),
          ),
        changed: z => z.boolean(),
        summary: z => z.string().describe('Markdown for a pull request'),
        warnings: z => z.array(z.string()),
      },
    },
    async handler(ctx) {
      const { workspacePath, input } = ctx;
      const { path, changesPath, workload, manifest } = input;
      const workspace = await openWorkspace({ workspacePath, path });
      const result = await setPullPolicy(workspace, {
        workload: { ...workload, containers: workload.containers ?? [] },
        images: input.images ?? [],
        containers: input.containers ?? [],
        tagsAreImmutable: input.tagsAreImmutable ?? false,
        manifest: manifest ? pathSegments(manifest).join('/') : undefined,
      });
      const changes = workspace.changes();
      if (changesPath !== undefined) {
        await writeChangedFiles({ workspacePath, changesPath, changes });
      }
      ctx.output('files', changes);
      ctx.output('changed', changes.length > 0);
      ctx.output('summary', policySummary(workload, result));
      ctx.output('warnings', policyWarnings(result));
      ctx.logger.info(
        changes.length > 0
          ? `Changed ${changes.map(change => change.path).join(', ')}`
          : 'Nothing was changed',
      );
    },
  });
}
