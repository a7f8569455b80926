import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Leave nothing but the changed files in the workspace',
    example: stringify({
      steps: [
        {
          id: 'place',
          action: 'pull-performance:changes:place',
          name: 'Keep the changed files',
          input: {
            changesPath: 'work/changes',
            repositoryPath: 'work/source',
            remove: ['work'],
          },
        },
      ],
    }),
  },
];
