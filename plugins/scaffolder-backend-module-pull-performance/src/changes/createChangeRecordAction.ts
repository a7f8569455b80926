import { InputError, isError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  isChangeMarker,
  NewChange,
} from 'backstage-plugin-pull-performance-common';
import { PullPerformanceApi } from '../api/PullPerformanceApi';
import { examples } from './createChangeRecordAction.examples';
import { fixIds } from './fixIds';

const longestUrl = 2048;
const longestValues = 16_000;

/**
 * `pull-performance:change:record`: notes that a fix was applied, so that before and after can be shown. The pull request is there already, so what
 * goes wrong here is a warning.
 */
export function createChangeRecordAction(options: { api: PullPerformanceApi }) {
  const { api } = options;
  return createTemplateAction({
    id: 'pull-performance:change:record',
    description:
      'Records that a fix was applied, so that before and after are shown when it runs',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        entityRef: z => z.string().max(200).describe('component:default/web'),
        fix: z => z.enum(fixIds).describe('Which fix was applied'),
        url: z =>
          z
            .string()
            .max(longestUrl)
            .optional()
            .describe('The pull request; http or https'),
        marker: z =>
          z
            .string()
            .optional()
            .describe(
              'Value of the label pull-performance/change on the pods that the change brings',
            ),
        values: z =>
          z
            .record(z.any())
            .optional()
            .describe('With which values it was applied, at most 16 kB'),
      },
      output: {
        recorded: z => z.boolean(),
        id: z => z.string().optional().describe('Of the recorded change'),
      },
    },
    async handler(ctx) {
      const { entityRef, fix } = ctx.input;
      if (ctx.isDryRun) {
        // No address: what would publish the change was not run.
        changeOf({ ...ctx.input, url: undefined });
        ctx.logger.info(`Would record that ${fix} was applied to ${entityRef}`);
        ctx.output('recorded', false);
        return;
      }
      try {
        const change = changeOf(ctx.input);
        const credentials = await ctx.getInitiatorCredentials();
        const { id } = await ctx.checkpoint({
          key: `record.change.${entityRef}.${fix}`,
          fn: async () => {
            const recorded = await api.recordChange(change, credentials);
            return { id: recorded.id };
          },
        });
        ctx.output('recorded', true);
        ctx.output('id', id);
        ctx.logger.info(
          `Recorded that ${fix} was applied to ${entityRef}; before and after appear on its Pull performance tab when it runs`,
        );
      } catch (error) {
        ctx.output('recorded', false);
        ctx.logger.warn(
          `The change was made, but not recorded, so before and after will not be shown: ${
            isError(error) ? error.message : 'unknown error'
          }. Record it with POST /api/pull-performance/v1/changes, which needs the permission pull-performance.change.create.`,
        );
      }
    },
  });
}

/** @throws InputError when a value cannot be recorded */
function changeOf(input: NewChange): NewChange {
  const { entityRef, fix, url, marker, values } = input;
  return {
    entityRef,
    fix,
    ...(url && { url: checkUrl(url) }),
    ...(marker && { marker: checkMarker(marker) }),
    ...(values && { values: checkValues(values) }),
  };
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    !url ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username ||
    url.password
  ) {
    throw new InputError(
      'The address of the change has to be http or https, without a user and password.',
    );
  }
  return url.href;
}

function checkMarker(marker: string): string {
  if (!isChangeMarker(marker)) {
    throw new InputError(
      'The marker has to be 8 to 40 small letters and digits, as the action that wrote the files gave it.',
    );
  }
  return marker;
}

function checkValues(values: Record<string, unknown>) {
  if (JSON.stringify(values).length > longestValues) {
    throw new InputError(
      `The values are longer than ${longestValues} characters as JSON. Leave out what the change does not depend on.`,
    );
  }
  return values;
}
