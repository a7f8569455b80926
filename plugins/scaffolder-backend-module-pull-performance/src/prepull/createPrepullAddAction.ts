import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { openWorkspace } from '../workspace/DirectoryWorkspace';
import { writeChangedFiles } from '../workspace/writeChangedFiles';
import { addPrepull, removePrepull } from './addPrepull';
import { examples } from './createPrepullAddAction.examples';
import { defaultPauseImage, defaultToolImage } from './PrepullOptions';
import { prepullSummary, removalSummary } from './summary';

/**
 * `pull-performance:prepull:add`: adds a DaemonSet or CronJob to a repository that brings the images of a workload onto its nodes before its pods need them. The same
 * values change nothing a second time, other values change it in place, and `remove` takes exactly it away.
 */
export function createPrepullAddAction() {
  return createTemplateAction({
    id: 'pull-performance:prepull:add',
    description:
      'Adds a DaemonSet or CronJob that pulls the images of a workload onto its nodes early, or takes it away again',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe('Folder in the workspace that holds the repository'),
        changesPath: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe(
              'Another folder in the workspace, into which files that were created or changed are copied',
            ),
        layout: z =>
          z
            .enum(['auto', 'plain', 'kustomize', 'helm'])
            .optional()
            .describe('How manifests are put together; by default detected'),
        directory: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe(
              'Folder in the repository for the manifest; by default that of the workload',
            ),
        workload: z =>
          z
            .object({
              kind: z.string().max(63),
              name: z.string().max(253),
              namespace: z.string().max(63).optional(),
              settings: z
                .object({
                  serviceAccount: z.string().max(253).optional(),
                  imagePullSecrets: z.array(z.string().max(253)).optional(),
                  nodeSelector: z.record(z.string().max(63)).optional(),
                  nodeAffinity: z
                    .array(
                      z.object({
                        matchExpressions: z.array(
                          z.object({
                            key: z.string().max(317),
                            operator: z.string().max(20),
                            values: z.array(z.string().max(63)).optional(),
                          }),
                        ),
                      }),
                    )
                    .optional(),
                  tolerations: z
                    .array(
                      z.object({
                        key: z.string().max(317).optional(),
                        operator: z.string().max(20).optional(),
                        value: z.string().max(63).optional(),
                        effect: z.string().max(30).optional(),
                        tolerationSeconds: z.number().int().optional(),
                      }),
                    )
                    .optional(),
                  runtimeClass: z.string().max(253).optional(),
                })
                .passthrough()
                .optional(),
            })
            .passthrough()
            .describe(
              'Whose images are pulled, as pull-performance:scorecard:get gives it: the pods of the pre-pull get its service account, pull secrets, node selector, affinity to nodes and tolerations',
            ),
        clusterNodes: z =>
          z
            .object({
              nodes: z.number().int().min(0).optional(),
              pools: z
                .array(
                  z.object({
                    label: z.string().max(317),
                    value: z.string().max(63),
                    nodes: z.number().int().min(0),
                  }),
                )
                .optional(),
              platforms: z
                .array(
                  z.object({
                    os: z.string().max(63),
                    architecture: z.string().max(63),
                    variant: z.string().max(63).optional(),
                  }),
                )
                .optional(),
              kubernetesVersions: z.array(z.string().max(100)).optional(),
              containerRuntimes: z.array(z.string().max(100)).optional(),
            })
            .passthrough()
            .optional()
            .describe(
              'The nodes that ran the service, as pull-performance:scorecard:get gives them: they decide technique, pools, platforms and the number of nodes',
            ),
        images: z =>
          z
            .array(z.string().max(1024))
            .optional()
            .describe('References as the pods name them, 1 to 20'),
        mode: z =>
          z
            .enum(['daemonset', 'cronjob'])
            .optional()
            .describe('On every node at any time, or at set times'),
        schedule: z =>
          z
            .string()
            .max(100)
            .optional()
            .describe('For cronjob: five fields, such as 0 5 * * 1-5'),
        timeZone: z =>
          z
            .string()
            .max(64)
            .optional()
            .describe('For cronjob; by default Etc/UTC'),
        nodes: z =>
          z
            .number()
            .int()
            .optional()
            .describe('For cronjob: on how many nodes; by default as known'),
        technique: z =>
          z
            .enum(['auto', 'image-volume', 'copied-binary', 'shell'])
            .optional()
            .describe('How the images get onto a node; by default by facts'),
        imageVolumes: z =>
          z
            .boolean()
            .optional()
            .describe('Whether the feature gate ImageVolume is on, if known'),
        artifactStreaming: z =>
          z
            .boolean()
            .optional()
            .describe('Whether nodes stream images from ACR, which needs tags'),
        pools: z =>
          z
            .array(
              z
                .object({
                  label: z.string().max(317),
                  value: z.string().max(63),
                })
                .passthrough(),
            )
            .optional()
            .describe(
              'Only nodes of these pools; by default those that ran the service. An empty list: any pool',
            ),
        zones: z =>
          z
            .array(z.string().max(63))
            .optional()
            .describe('Only nodes of these zones; by default of any'),
        name: z =>
          z
            .string()
            .max(63)
            .optional()
            .describe('Name of the manifest; by default prepull-WORKLOAD'),
        resources: z =>
          z
            .object({
              requests: z
                .object({
                  cpu: z.string().max(20).optional(),
                  memory: z.string().max(20).optional(),
                })
                .optional(),
              limits: z
                .object({
                  cpu: z.string().max(20).optional(),
                  memory: z.string().max(20).optional(),
                })
                .optional(),
            })
            .optional()
            .describe('Of each container; by default 1m, 8Mi to 100m, 32Mi'),
        priorityClassName: z =>
          z.string().max(253).optional().describe('By default none'),
        maxUnavailable: z =>
          z
            .string()
            .max(10)
            .optional()
            .describe('For daemonset: nodes changed at a time; default 10%'),
        pauseImage: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe(`Only waits; by default ${defaultPauseImage}`),
        toolImage: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe(
              `With a static busybox at /bin/busybox; by default ${defaultToolImage}`,
            ),
        evidence: z =>
          z
            .string()
            .max(20_000)
            .optional()
            .describe('Markdown for the summary: what was measured'),
        remove: z =>
          z.boolean().optional().describe('Take the pre-pull away again'),
      },
      output: {
        files: z =>
          z
            .array(
              z.object({
                path: z.string(),
                change: z.enum(['created', 'changed', 'removed']),
                content: z.string().optional(),
              }),
            )
            .describe('What was created, changed or removed'),
        changed: z => z.boolean().describe('Whether anything was'),
        summary: z => z.string().describe('Markdown for a pull request'),
        warnings: z => z.array(z.string()).describe('What to check'),
        marker: z =>
          z
            .string()
            .optional()
            .describe('Value of the label pull-performance/change'),
        technique: z => z.string().optional(),
        techniqueReason: z => z.string().optional(),
        layout: z => z.string().optional().describe('plain, kustomize or helm'),
        directory: z => z.string().optional().describe('Where the manifest is'),
      },
    },
    async handler(ctx) {
      const { input, workspacePath } = ctx;
      const { changesPath, evidence, workload, clusterNodes, images } = input;
      const workspace = await openWorkspace({
        workspacePath,
        path: input.path,
      });
      if (changesPath) {
        // A folder that is refused is refused before anything is written.
        await writeChangedFiles({ workspacePath, changesPath, changes: [] });
      }
      if (input.remove) {
        const removed = await removePrepull(workspace, {
          ...input,
          directory: input.directory || undefined,
        });
        ctx.output('summary', removalSummary(workload));
        ctx.output('warnings', []);
        ctx.output('layout', removed?.layout);
        ctx.output('directory', removed?.directory);
        ctx.logger.info(
          removed
            ? `Took the pre-pull of ${workload.kind}/${workload.name} out of ${removed.directory}`
            : `There is no pre-pull of ${workload.kind}/${workload.name}`,
        );
      } else {
        const added = await addPrepull(workspace, {
          ...input,
          directory: input.directory || undefined,
          schedule: input.schedule || undefined,
          images: images ?? [],
          settings: workload.settings,
          cluster: clusterNodes,
        });
        const { schedule } = input;
        ctx.output(
          'summary',
          prepullSummary({ ...added, workload, schedule, evidence }),
        );
        ctx.output('warnings', added.warnings);
        ctx.output('marker', added.marker);
        ctx.output('technique', added.technique);
        ctx.output('techniqueReason', added.techniqueReason);
        ctx.output('layout', added.layout);
        ctx.output('directory', added.directory);
        added.warnings.forEach(warning => ctx.logger.warn(warning));
        ctx.logger.info(
          `Pre-pull ${added.name} in ${added.directory} (${added.layout}): ${added.techniqueReason}`,
        );
      }
      const changes = workspace.changes();
      if (changesPath) {
        await writeChangedFiles({ workspacePath, changesPath, changes });
      }
      ctx.output(
        'files',
        changes.map(change => ({ ...change })),
      );
      ctx.output('changed', changes.length > 0);
    },
  });
}
