import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { openWorkspace } from '../workspace/DirectoryWorkspace';
import { writeChangedFiles } from '../workspace/writeChangedFiles';
import { addEstargz, AddEstargzOptions, removeEstargz } from './addEstargz';
import { examples } from './createEstargzAddAction.examples';
import { expectForm, expectImage, expectPath } from './inputForms';
import { addSummary, removeSummary } from './summary';
import { warningsFor } from './warnings';

interface EstargzInput {
  image: string;
  ci?: AddEstargzOptions['ci'];
  format?: AddEstargzOptions['format'];
  tool?: AddEstargzOptions['tool'];
  workflow?: string;
  job?: string;
  step?: string;
  tag?: string;
  separateWorkflow?: boolean;
  file?: string;
  branch?: string;
  context?: string;
  dockerfile?: string;
  platforms?: string[];
  buildArgs?: string[];
  usernameSecret?: string;
  passwordSecret?: string;
}

/** Checks all texts that come to stand in a file; those that a form left empty are not given. */
function optionsOf(input: EstargzInput): AddEstargzOptions {
  const context = expectPath(input.context || '.', 'context');
  const dockerfile =
    input.dockerfile ||
    (context === '.' ? 'Dockerfile' : `${context}/Dockerfile`);
  const format = input.format ?? 'estargz';
  const secretNamed = (
    name: 'usernameSecret' | 'passwordSecret',
    usual: string,
  ) => expectForm('secret', input[name] || usual, name);
  return {
    image: expectImage(input.image),
    ci: input.ci ?? 'auto',
    format,
    tool: input.tool ?? (format === 'estargz' ? 'buildctl' : 'nerdctl'),
    workflow: input.workflow || undefined,
    job: input.job || undefined,
    step: input.step || undefined,
    tag: input.tag || undefined,
    separateWorkflow: input.separateWorkflow ?? false,
    ownFile: input.file ? expectPath(input.file, 'file') : undefined,
    branch: expectForm('branch', input.branch || 'main', 'branch'),
    context,
    dockerfile: expectPath(dockerfile, 'dockerfile'),
    platforms: (input.platforms ?? []).map(text =>
      expectForm('platform', text, 'platforms'),
    ),
    buildArgs: (input.buildArgs ?? []).map(text =>
      expectForm('buildArg', text, 'buildArgs'),
    ),
    usernameSecret: secretNamed('usernameSecret', 'REGISTRY_USERNAME'),
    passwordSecret: secretNamed('passwordSecret', 'REGISTRY_PASSWORD'),
  };
}

/**
 * `pull-performance:estargz:add`: adds the build of an eStargz or zstd:chunked variant of an image to the pipeline in the repository, under tags of its own.
 */
export function createEstargzAddAction() {
  return createTemplateAction({
    id: 'pull-performance:estargz:add',
    description:
      'Adds the build of a lazily pulled variant of an image (eStargz or zstd:chunked) to the pipeline of a repository',
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
        image: z =>
          z
            .string()
            .max(1024)
            .describe(
              'The image that the repository builds, with its registry',
            ),
        ci: z =>
          z
            .enum(['auto', 'github', 'azure-pipelines', 'gitlab', 'script'])
            .optional()
            .describe('Where it is built; found out by default'),
        format: z => z.enum(['estargz', 'zstd:chunked']).optional(),
        tool: z =>
          z
            .enum(['buildctl', 'nerdctl', 'ctr-remote'])
            .optional()
            .describe('What a script uses'),
        workflow: z =>
          z
            .string()
            .max(500)
            .optional()
            .describe('File of the pipeline, where there are several'),
        job: z => z.string().max(500).optional().describe('Job that builds it'),
        step: z =>
          z
            .string()
            .max(500)
            .optional()
            .describe('Id, name or number of the step that builds it'),
        tag: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe(
              "The variant's own reference; {sha} stands for the commit. By default the plain tags with -esgz",
            ),
        separateWorkflow: z =>
          z
            .boolean()
            .optional()
            .describe('Whether GitHub Actions get a workflow file of its own'),
        file: z =>
          z
            .string()
            .max(500)
            .optional()
            .describe('Path of the script or the workflow of its own'),
        branch: z =>
          z
            .string()
            .max(200)
            .optional()
            .describe('Branch that starts a workflow of its own; main'),
        context: z =>
          z
            .string()
            .max(500)
            .optional()
            .describe('Build context, where no pipeline tells it'),
        dockerfile: z =>
          z
            .string()
            .max(500)
            .optional()
            .describe('Dockerfile, where no pipeline tells it'),
        platforms: z =>
          z
            .array(z.string().max(100))
            .max(10)
            .optional()
            .describe('Platforms, where no pipeline tells them'),
        buildArgs: z =>
          z
            .array(z.string().max(1000))
            .max(50)
            .optional()
            .describe('NAME=value, where no pipeline tells them'),
        usernameSecret: z => z.string().max(100).optional(),
        passwordSecret: z => z.string().max(100).optional(),
        imageBytes: z =>
          z
            .number()
            .nonnegative()
            .optional()
            .describe('Compressed bytes of the image, for the summary'),
        largestLayerBytes: z => z.number().nonnegative().optional(),
        readsMuchAtStart: z =>
          z
            .boolean()
            .optional()
            .describe('Whether the service reads most of its image at start'),
        remove: z =>
          z
            .boolean()
            .optional()
            .describe('Takes out what was added for this image'),
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
      const { path, changesPath, remove, imageBytes } = input;
      const options = optionsOf(input);
      const workspace = await openWorkspace({ workspacePath, path });
      let warnings: string[] = [];
      let summary: string;
      if (remove) {
        await removeEstargz(workspace, options);
        const isChanged = workspace.changes().length > 0;
        summary = removeSummary(options.image.name, isChanged);
      } else {
        const added = await addEstargz(workspace, options);
        const isScript = added.ci === 'script';
        warnings = warningsFor(input, isScript ? options.tool : undefined);
        summary = addSummary({ options, added, imageBytes, warnings });
      }
      const changes = workspace.changes();
      if (changesPath !== undefined) {
        await writeChangedFiles({ workspacePath, changesPath, changes });
      }
      ctx.output('files', changes);
      ctx.output('changed', changes.length > 0);
      ctx.output('summary', summary);
      ctx.output('warnings', warnings);
      ctx.logger.info(
        changes.length > 0
          ? `Changed ${changes.map(change => change.path).join(', ')}`
          : 'Nothing had to be changed',
      );
    },
  });
}
