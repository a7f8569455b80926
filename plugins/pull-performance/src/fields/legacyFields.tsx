import {
  createScaffolderFieldExtension,
  FieldExtensionComponent,
  FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { ComponentType, lazy, Suspense } from 'react';
import { pullPerformancePlugin } from '../plugin';
import {
  PullPerformanceFieldOptions,
  PullPerformancePreviewOptions,
} from './fieldProps';
import { fieldNames } from './names';

/** A field that is loaded when a form that has it is opened. */
function fieldOf<T, O>(
  load: () => Promise<ComponentType<FieldExtensionComponentProps<T, O>>>,
) {
  const Field = lazy(async () => ({ default: await load() }));
  return (props: FieldExtensionComponentProps<T, O>) => (
    <Suspense fallback={null}>
      <Field {...props} />
    </Suspense>
  );
}

/**
 * Field of a template that chooses a workload of a service, for
 * `ScaffolderFieldExtensions` in the old frontend system.
 *
 * @public
 */
export const PullPerformanceWorkloadPickerExtension: FieldExtensionComponent<
  string,
  PullPerformanceFieldOptions
> = pullPerformancePlugin.provide(
  createScaffolderFieldExtension<string, PullPerformanceFieldOptions>({
    name: fieldNames.workload,
    component: fieldOf(async () =>
      import('./WorkloadPicker').then(module => module.WorkloadPicker),
    ),
  }),
);

/**
 * Field of a template that chooses images of a workload, for
 * `ScaffolderFieldExtensions` in the old frontend system.
 *
 * @public
 */
export const PullPerformanceImagesPickerExtension: FieldExtensionComponent<
  string[],
  PullPerformanceFieldOptions
> = pullPerformancePlugin.provide(
  createScaffolderFieldExtension<string[], PullPerformanceFieldOptions>({
    name: fieldNames.images,
    component: fieldOf(async () =>
      import('./ImagesPicker').then(module => module.ImagesPicker),
    ),
  }),
);

/**
 * Field of a template that chooses how images get onto nodes, for
 * `ScaffolderFieldExtensions` in the old frontend system.
 *
 * @public
 */
export const PullPerformanceTechniquePickerExtension: FieldExtensionComponent<
  string,
  PullPerformanceFieldOptions
> = pullPerformancePlugin.provide(
  createScaffolderFieldExtension<string, PullPerformanceFieldOptions>({
    name: fieldNames.technique,
    component: fieldOf(async () =>
      import('./TechniquePicker').then(module => module.TechniquePicker),
    ),
  }),
);

/**
 * Field of a template that shows which files it would write, for
 * `ScaffolderFieldExtensions` in the old frontend system.
 *
 * @public
 */
export const PullPerformanceFilesPreviewExtension: FieldExtensionComponent<
  null,
  PullPerformancePreviewOptions
> = pullPerformancePlugin.provide(
  createScaffolderFieldExtension<null, PullPerformancePreviewOptions>({
    name: fieldNames.preview,
    component: fieldOf(async () =>
      import('./FilesPreview').then(module => module.FilesPreview),
    ),
  }),
);
