import { addSteps } from '../addSteps';
import { expectTag, hostOf } from '../inputForms';
import { Pipelines } from '../Pipelines';
import { findDockerTasks } from './dockerTasks';
import { azureVariantSteps } from './variantSteps';

const files =
  /^(?:azure-pipelines[\w.-]*\.ya?ml|(?:\.?azure-?pipelines|\.azuredevops|\.pipelines|pipelines)\/.+\.ya?ml)$/i;

/** Azure Pipelines. */
export const azurePipelines: Pipelines = {
  kind: 'azure-pipelines',
  name: 'Azure Pipelines',
  isFile: path => files.test(path),
  looksFor: 'step in azure-pipelines.yml that pushes with the task Docker@2',
  places: ({ file, text, image }) => {
    const registry = hostOf(image);
    return findDockerTasks({ file, text, registry }).map(task => ({
      ...task,
      add: ({ tag, platforms }) => {
        const variant =
          tag && expectTag(tag, { commit: '$(Build.SourceVersion)', image });
        const body = azureVariantSteps({ task, registry, variant, platforms });
        return {
          text: addSteps(text, { ...task, image: image.name }, body),
          notes: [],
        };
      },
    }));
  },
};
