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
          id: 'estargz',
          action: 'pull-performance:estargz:add',
          name: 'Add an eStargz build',
          input,
        },
      ],
    }),
  };
}

export const examples: TemplateExample[] = [
  example('Build an eStargz variant behind the plain image', {
    path: 'source',
    changesPath: 'changes',
    image: 'registry.example.com/shop/web',
  }),
  example('Name the job, where several build images', {
    image: 'registry.example.com/shop/web',
    workflow: 'release.yml',
    job: 'publish',
  }),
  example('A workflow of its own', {
    image: 'registry.example.com/shop/web',
    separateWorkflow: true,
    context: 'services/web',
    platforms: ['linux/amd64', 'linux/arm64'],
  }),
  example('A script that makes zstd:chunked', {
    image: 'registry.example.com/shop/web:1.2',
    ci: 'script',
    format: 'zstd:chunked',
    tool: 'nerdctl',
  }),
  example('Take it out again', {
    image: 'registry.example.com/shop/web',
    remove: true,
  }),
];
