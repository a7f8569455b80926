// The only file that makes form fields with what Backstage calls alpha.
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { FilesPreview } from './FilesPreview';
import { ImagesPicker } from './ImagesPicker';
import { fieldNames } from './names';
import { TechniquePicker } from './TechniquePicker';
import { WorkloadPicker } from './WorkloadPicker';

const ENTITY = 'Property of the form that holds the entity';
const TARGET = 'Property of the form that holds the workload';

export const workloadField = createFormField({
  name: fieldNames.workload,
  component: WorkloadPicker,
  schema: makeFieldSchema({
    output: z => z.string(),
    uiOptions: z =>
      z.object({ entityProperty: z.string().optional().describe(ENTITY) }),
  }),
});

export const imagesField = createFormField({
  name: fieldNames.images,
  component: ImagesPicker,
  schema: makeFieldSchema({
    output: z => z.array(z.string()),
    uiOptions: z =>
      z.object({
        entityProperty: z.string().optional().describe(ENTITY),
        targetProperty: z.string().optional().describe(TARGET),
      }),
  }),
});

export const techniqueField = createFormField({
  name: fieldNames.technique,
  component: TechniquePicker,
  schema: makeFieldSchema({
    output: z => z.string(),
    uiOptions: z =>
      z.object({
        entityProperty: z.string().optional().describe(ENTITY),
        targetProperty: z.string().optional().describe(TARGET),
      }),
  }),
});

export const previewField = createFormField({
  name: fieldNames.preview,
  component: FilesPreview,
  schema: makeFieldSchema({
    output: z => z.null(),
    uiOptions: z =>
      z.object({
        template: z
          .string()
          .optional()
          .describe('The form’s template, by default that of the page'),
      }),
  }),
});
