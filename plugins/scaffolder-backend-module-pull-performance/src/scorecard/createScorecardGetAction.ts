import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  areaDefinitions,
  parseTarget,
  WorkloadRef,
} from 'backstage-plugin-pull-performance-common';
import { PullPerformanceApi } from '../api/PullPerformanceApi';
import { examples } from './createScorecardGetAction.examples';
import { evidenceMarkdown } from './evidence';
import { imageFacts, imageNamed } from './imageFacts';

/**
 * `pull-performance:scorecard:get`: what is known of a service, for templates that branch on it and for what pull requests say. It only reads, with the
 * rights of who runs the template.
 */
export function createScorecardGetAction(options: { api: PullPerformanceApi }) {
  const { api } = options;
  return createTemplateAction({
    id: 'pull-performance:scorecard:get',
    description:
      'Reads how long the pods of a service wait for images, which fixes apply, and the settings of one of its workloads',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z =>
          z.string().max(200).describe('The service: component:default/web'),
        target: z =>
          z
            .string()
            .max(2000)
            .optional()
            .describe(
              'The workload that a fix is about: cluster/namespace/Kind/name, each part encoded as in a URL',
            ),
        cluster: z =>
          z
            .string()
            .max(400)
            .optional()
            .describe('Only this cluster; by default that of the target'),
        image: z =>
          z
            .string()
            .max(1024)
            .optional()
            .describe(
              'One of its images, by any tag: registry.example.com/shop/web',
            ),
        fix: z =>
          z
            .string()
            .max(60)
            .optional()
            .describe('The fix that is applied: prepull-daemonset'),
      },
      output: {
        grade: z => z.string().describe('A to E, or unknown'),
        areas: z =>
          z
            .array(z.object({ area: z.string(), grade: z.string() }))
            .describe('Grade, value and evidence of each area'),
        fixes: z =>
          z
            .array(z.object({ id: z.string(), state: z.string() }))
            .describe('All fixes with their state and why'),
        fix: z =>
          z
            .object({ id: z.string(), state: z.string(), why: z.string() })
            .optional()
            .describe('The chosen fix, with its conditions, risks and undo'),
        target: z =>
          z
            .object({
              cluster: z.string(),
              namespace: z.string(),
              kind: z.string(),
              name: z.string(),
            })
            .optional()
            .describe('The parts of the target'),
        workload: z =>
          z
            .object({})
            .passthrough()
            .optional()
            .describe('The target with the settings of its pods'),
        clusterNodes: z =>
          z
            .object({})
            .passthrough()
            .optional()
            .describe('The nodes of its cluster that ran the service'),
        images: z =>
          z
            .array(
              z.object({
                reference: z.string(),
                digest: z.string().optional(),
                platform: z
                  .object({
                    os: z.string(),
                    architecture: z.string(),
                    variant: z.string().optional(),
                  })
                  .optional(),
                tagMoved: z.boolean().optional(),
                compressedBytes: z.number().optional(),
                largestLayerBytes: z.number().optional(),
              }),
            )
            .describe('The images that run, with compressed bytes'),
        image: z =>
          z
            .object({
              reference: z.string(),
              compressedBytes: z.number().optional(),
              largestLayerBytes: z.number().optional(),
            })
            .optional()
            .describe('The chosen image'),
        evidence: z =>
          z
            .string()
            .describe('Markdown for the body of a pull request: what is so'),
      },
    },
    async handler(ctx) {
      const entityRef = readEntityRef(ctx.input.entityRef);
      const target = readTarget(ctx.input.target);
      const request = {
        entityRef,
        cluster: ctx.input.cluster || target?.cluster,
        credentials: await ctx.getInitiatorCredentials(),
      };
      const scorecard = await api.scorecard(request);
      const fixes = await api.fixes(request);
      const images = await api.images(request);
      const { workloads, clusters } = await api.workloads(request);

      const fix = fixes.find(({ id }) => id === ctx.input.fix);
      if (ctx.input.fix && fix?.state !== 'applies') {
        ctx.logger.warn(
          `The fix ${
            ctx.input.fix
          } does not apply to ${entityRef} by what is known: ${
            fix?.why ?? 'it is not among its fixes'
          }`,
        );
      }
      const workload =
        target && workloads.find(candidate => isSame(candidate, target));
      if (target && !workload) {
        throw new InputError(
          `${entityRef} has no workload ${target.kind}/${target.name} in the namespace ${target.namespace} of the cluster ${target.cluster}. Choose one of those on its Pull performance tab.`,
        );
      }

      const clusterNodes = clusters.find(
        ({ cluster }) => cluster === target?.cluster,
      );

      ctx.output('grade', scorecard.overall.grade);
      ctx.output(
        'areas',
        areaDefinitions.map(({ id, title }) => {
          const { grade, value, unit, evidence, reason } = scorecard.areas[id];
          return { area: id, title, grade, value, unit, evidence, reason };
        }),
      );
      ctx.output(
        'fixes',
        fixes.map(({ id, title, state, why, template }) => ({
          id,
          title,
          state,
          why,
          template,
        })),
      );
      ctx.output('fix', fix);
      ctx.output('target', target);
      ctx.output('workload', workload && { ...workload });
      ctx.output('clusterNodes', clusterNodes && { ...clusterNodes });
      const facts = images.map(imageFacts);
      ctx.output('images', facts);
      ctx.output('image', imageNamed(ctx.input.image, facts));
      ctx.output('evidence', evidenceMarkdown({ scorecard, fix, images }));
      ctx.logger.info(
        `Read the scorecard of ${entityRef}: overall ${scorecard.overall.grade}`,
      );
    },
  });
}

function readEntityRef(text: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    );
  } catch (cause) {
    throw new InputError(
      `${JSON.stringify(
        text,
      )} is no entity reference. Write for example component:default/web.`,
      cause,
    );
  }
}

function readTarget(text: string | undefined): WorkloadRef | undefined {
  if (!text) return undefined;
  const target = parseTarget(text);
  if (!target) {
    throw new InputError(
      `${JSON.stringify(
        text.slice(0, 200),
      )} names no workload. Write cluster/namespace/Kind/name, for example prod/shop/Deployment/web.`,
    );
  }
  return target;
}

function isSame(a: WorkloadRef, b: WorkloadRef): boolean {
  return (
    a.cluster === b.cluster &&
    a.namespace === b.namespace &&
    a.kind === b.kind &&
    a.name === b.name
  );
}
