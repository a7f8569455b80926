import { LoggerService } from '@backstage/backend-plugin-api';
import {
  areaDefinitions,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { Answers } from '../api/Answers';
import { publicError } from '../api/publicError';
import { ActionsRegistryService } from './actionsRegistry';
import { fullEntityRef } from './fullEntityRef';

/** Registers the action that gives an agent, a template or a script the scorecard of a service. */
export function createGetScorecardAction(options: {
  actionsRegistry: ActionsRegistryService;
  answers: Pick<Answers, 'getScorecard'>;
  logger: LoggerService;
}): void {
  const { actionsRegistry, answers, logger } = options;
  actionsRegistry.register({
    name: 'get-scorecard',
    title: 'Get the pull performance scorecard of a service',
    description: `Says how long the pods of a catalog entity wait for container images: a grade from A to E for each area, the waits and failures
in each cluster, and the hours lost per week. Something unknown has the grade "unknown" and a reason with the next step; never take it for good.`,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .describe(
              'The catalog entity, for example component:default/checkout; kind and namespace may be left out',
            ),
          from: z
            .string()
            .optional()
            .describe(
              'Start of the window, ISO 8601; by default the configured window (7 days) before its end',
            ),
          to: z
            .string()
            .optional()
            .describe('End of the window, ISO 8601; by default now'),
          cluster: z
            .string()
            .optional()
            .describe('Only this cluster; by default all'),
        }),
      output: z => {
        const reason = z
          .object({
            code: z.string(),
            what: z.string(),
            why: z.string(),
            next: z.string(),
          })
          .describe('Why it is unknown, and what to do');
        const grade = z.enum(['A', 'B', 'C', 'D', 'E', 'unknown']);
        return z.object({
          entityRef: z.string(),
          window: z.object({ from: z.string(), to: z.string() }),
          overall: z.object({
            grade,
            score: z.number().optional().describe('From 0 (E) to 4 (A)'),
            gradedAreas: z.number(),
            totalAreas: z.number(),
            reason: reason.optional(),
          }),
          areas: z.array(
            z.object({
              area: z.string(),
              grade,
              value: z.number().optional(),
              unit: z.enum(['seconds', 'bytes', 'share']),
              target: z.number().describe('The limit of grade B'),
              samples: z.number(),
              confidence: z.enum(['high', 'medium', 'low', 'none']),
              evidence: z.string(),
              worstCluster: z.string().optional(),
              reason: reason.optional(),
            }),
          ),
          clusters: z.array(
            z.object({
              cluster: z.string(),
              pulls: z.record(z.number()).describe('Number by outcome'),
              p50WaitSeconds: z
                .number()
                .optional()
                .describe('Of the pulls that brought bytes'),
              p95WaitSeconds: z.number().optional(),
              queueShare: z
                .number()
                .optional()
                .describe(
                  'Share of the waiting that queued behind other pulls',
                ),
              failures: z.array(
                z.object({
                  cause: z.string(),
                  count: z.number(),
                  example: z.string().optional(),
                }),
              ),
            }),
          ),
          presentShare: z.number().optional(),
          hoursLostPerWeek: z.number().optional(),
          fixes: z
            .array(
              z.object({
                id: z.string(),
                title: z.string(),
                why: z.string(),
                template: z
                  .string()
                  .optional()
                  .describe('The template of the scaffolder that applies it'),
              }),
            )
            .describe('The best of those that apply; more by list-fixes'),
        });
      },
    },
    examples: [
      {
        title: 'The scorecard of a component over the configured window',
        input: { entityRef: 'component:default/checkout' },
      },
      {
        title: 'One day in one cluster',
        input: {
          entityRef: 'checkout',
          from: '2026-11-21T00:00:00Z',
          to: '2026-11-22T00:00:00Z',
          cluster: 'prod-weu',
        },
      },
    ],
    action: async ({ input, credentials }) => {
      const { entityRef, ...question } = input;
      try {
        const scorecard = await answers.getScorecard({
          ...question,
          entityRef: fullEntityRef(entityRef),
          credentials,
        });
        return { output: essentialsOf(scorecard) };
      } catch (error) {
        throw publicError(error, logger);
      }
    },
  });
}

function essentialsOf(scorecard: Scorecard) {
  const { grade, score, gradedAreas, totalAreas, reason } = scorecard.overall;
  return {
    entityRef: scorecard.entityRef,
    window: scorecard.window,
    overall: { grade, score, gradedAreas, totalAreas, reason },
    areas: areaDefinitions.map(({ id }) => {
      const area = scorecard.areas[id];
      return {
        area: id,
        grade: area.grade,
        value: area.value,
        unit: area.unit,
        target: area.target,
        samples: area.samples,
        confidence: area.confidence,
        evidence: area.evidence,
        worstCluster: area.worstCluster,
        reason: area.reason,
      };
    }),
    clusters: scorecard.clusters.map(one => ({
      cluster: one.cluster,
      pulls: { ...one.counts },
      p50WaitSeconds: one.gradedWaitSeconds?.p50,
      p95WaitSeconds: one.gradedWaitSeconds?.p95,
      queueShare: one.queueShare,
      failures: one.failures,
    })),
    presentShare: scorecard.presentShare,
    hoursLostPerWeek: scorecard.hoursLostPerWeek,
    fixes: scorecard.fixes.map(({ id, title, why, template }) => ({
      ...{ id, title, why, template },
    })),
  };
}
