import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Fetch the source of a service and open a pull request',
    example: stringify({
      steps: [
        {
          id: 'source',
          action: 'pull-performance:source:fetch',
          name: 'Fetch the source',
          input: {
            entityRef: '${{ parameters.entityRef }}',
            path: 'repository',
          },
        },
        {
          id: 'github',
          if: "${{ steps.source.output.available and steps.source.output.provider === 'github' }}",
          action: 'publish:github:pull-request',
          name: 'Open a pull request',
          input: {
            repoUrl: '${{ steps.source.output.repoUrl }}',
            sourcePath: 'changes',
            targetPath: '${{ steps.source.output.subfolder }}',
            branchName: 'faster-pulls',
            title: 'Faster pulls',
            description: 'As measured',
          },
        },
      ],
    }),
  },
];
