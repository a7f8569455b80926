// The only file that needs what Backstage calls alpha to show a task's outputs.
import { ScaffolderTaskOutput } from '@backstage/plugin-scaffolder-common';
import { scaffolderTemplateOutputsBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { fixTemplates } from 'backstage-plugin-pull-performance-common';
import { lazy, Suspense } from 'react';
import { TEMPLATE_NAMESPACE } from '../fixes/templates';

const Outputs = lazy(async () => ({
  default: (await import('../components/TemplateOutputs')).TemplateOutputs,
}));

/** What the page of a task shows after one of this plugin's templates ran. */
export const outputsExtension = scaffolderTemplateOutputsBlueprint.make({
  name: 'outputs',
  params: {
    component: (props: { output?: ScaffolderTaskOutput }) => (
      <Suspense fallback={null}>
        <Outputs {...props} />
      </Suspense>
    ),
    templateRefs: Object.values(fixTemplates).map(
      name => `template:${TEMPLATE_NAMESPACE}/${name}`,
    ),
  },
});
