import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Record the pull request of an earlier step',
    example: stringify({
      steps: [
        {
          id: 'record',
          action: 'pull-performance:change:record',
          name: 'Record the change',
          input: {
            entityRef: '${{ parameters.entityRef }}',
            fix: 'prepull-daemonset',
            url: '${{ steps.github.output.remoteUrl }}',
            marker: '${{ steps.edit.output.marker }}',
          },
        },
      ],
    }),
  },
];
