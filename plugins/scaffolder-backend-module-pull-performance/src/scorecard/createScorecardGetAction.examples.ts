import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

export const examples: TemplateExample[] = [
  {
    description: 'Do something only where the pull time is bad',
    example: stringify({
      steps: [
        {
          id: 'facts',
          action: 'pull-performance:scorecard:get',
          name: 'Read the scorecard',
          input: { entityRef: 'component:default/web' },
        },
        {
          id: 'tell',
          if: "${{ steps.facts.output.areas[0].grade in ['D', 'E'] }}",
          action: 'debug:log',
          name: 'Tell',
          input: { message: '${{ steps.facts.output.evidence }}' },
        },
      ],
    }),
  },
  {
    description: 'Read what a fix for one workload needs',
    example: stringify({
      steps: [
        {
          id: 'facts',
          action: 'pull-performance:scorecard:get',
          name: 'Read the scorecard',
          input: {
            entityRef: 'component:default/web',
            target: 'prod-eu/shop/Deployment/web',
            fix: 'prepull-daemonset',
          },
        },
      ],
    }),
  },
];
