// The only file that needs what Backstage calls alpha to install form fields.
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

const fields = () => import('./formFields');

/** The fields for templates, in the new frontend system. */
export const fieldExtensions = [
  FormFieldBlueprint.make({
    name: 'workload-picker',
    params: { field: async () => (await fields()).workloadField },
  }),
  FormFieldBlueprint.make({
    name: 'images-picker',
    params: { field: async () => (await fields()).imagesField },
  }),
  FormFieldBlueprint.make({
    name: 'technique-picker',
    params: { field: async () => (await fields()).techniqueField },
  }),
  FormFieldBlueprint.make({
    name: 'files-preview',
    params: { field: async () => (await fields()).previewField },
  }),
] as const;
