import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

function example(
  description: string,
  input: Record<string, unknown>,
): TemplateExample {
  return {
    description,
    example: stringify({
      steps: [
        {
          id: 'policy',
          action: 'pull-performance:pull-policy:set',
          name: 'Set the pull policy',
          input,
        },
      ],
    }),
  };
}

export const examples: TemplateExample[] = [
  example('Tags that nobody pushes twice', {
    path: 'source',
    changesPath: 'changes',
    workload: { kind: 'Deployment', name: 'web', namespace: 'shop' },
    tagsAreImmutable: true,
  }),
  example('By what is known of the images that run', {
    workload: {
      kind: 'Deployment',
      name: 'web',
      containers: [
        {
          name: 'web',
          image: 'registry.example.com/shop/web:1.2.3',
          pullPolicy: 'Always',
        },
      ],
    },
    images: [
      { reference: 'registry.example.com/shop/web:1.2.3', tagMoved: false },
    ],
  }),
  example('One container of a named file', {
    workload: { kind: 'Deployment', name: 'web' },
    containers: ['web'],
    tagsAreImmutable: true,
    manifest: 'deploy/web.yaml',
  }),
];
