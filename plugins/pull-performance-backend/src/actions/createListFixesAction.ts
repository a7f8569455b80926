import { LoggerService } from '@backstage/backend-plugin-api';
import { Answers } from '../api/Answers';
import { publicError } from '../api/publicError';
import { ActionsRegistryService } from './actionsRegistry';
import { fullEntityRef } from './fullEntityRef';

/** More than there are kinds of fixes. */
const ALL = 100;

/** Registers the action that tells an agent, a template or a script what could be done about a service's pulls. */
export function createListFixesAction(options: {
  actionsRegistry: ActionsRegistryService;
  answers: Pick<Answers, 'listFixes'>;
  logger: LoggerService;
}): void {
  const { actionsRegistry, answers, logger } = options;
  actionsRegistry.register({
    name: 'list-fixes',
    title: 'List what could be done about the image pulls of a service',
    description: `Says which fixes apply to a catalog entity whose pods wait for container images, best first, with the facts that decide it, effort, risks and how to
undo them; and why others do not apply, or what is not known. Nothing is predicted: it names no savings, and neither should you.`,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          entityRef: z
            .string()
            .describe(
              'The catalog entity, for example component:default/checkout; kind and namespace may be left out',
            ),
          cluster: z
            .string()
            .optional()
            .describe('Only this cluster; by default all'),
        }),
      output: z =>
        z.object({
          fixes: z.array(
            z.object({
              id: z.string(),
              title: z.string(),
              state: z.enum(['applies', 'notApplicable', 'unknown']),
              why: z.string(),
              template: z
                .string()
                .optional()
                .describe('The template of the scaffolder that applies it'),
              values: z
                .record(z.any())
                .optional()
                .describe('Values for the form of the template'),
              conditions: z.array(
                z.object({
                  state: z.enum(['met', 'unmet', 'unknown']),
                  what: z.string(),
                  evidence: z.string(),
                }),
              ),
              effort: z.object({ who: z.string(), what: z.string() }),
              risks: z.array(z.string()),
              how: z.string(),
              undo: z.string(),
            }),
          ),
          reason: z
            .object({ what: z.string(), why: z.string(), next: z.string() })
            .optional()
            .describe('Why nothing can be said'),
        }),
    },
    examples: [
      {
        title: 'What could be done for a component',
        input: { entityRef: 'component:default/checkout' },
      },
    ],
    action: async ({ input, credentials }) => {
      try {
        const { items, reason } = await answers.listFixes({
          entityRef: fullEntityRef(input.entityRef),
          cluster: input.cluster,
          limit: ALL,
          credentials,
        });
        const fixes = items.map(fix => ({
          ...{ id: fix.id, title: fix.title, state: fix.state, why: fix.why },
          ...{ template: fix.template, values: fix.values },
          conditions: fix.conditions.map(({ state, what, evidence }) => ({
            ...{ state, what, evidence },
          })),
          effort: { who: fix.effort.who, what: fix.effort.what },
          ...{ risks: fix.risks, how: fix.how, undo: fix.undo },
        }));
        return {
          output: {
            fixes,
            reason: reason && {
              ...{ what: reason.what, why: reason.why, next: reason.next },
            },
          },
        };
      } catch (error) {
        throw publicError(error, logger);
      }
    },
  });
}
