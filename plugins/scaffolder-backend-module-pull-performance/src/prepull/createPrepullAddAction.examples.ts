import { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const workload = {
  kind: 'Deployment',
  name: 'web',
  namespace: 'shop',
  settings: { serviceAccount: 'web', imagePullSecrets: ['registry'] },
};
const images = ['registry.example.com/shop/web:1.2'];

function step(input: object): string {
  return stringify({
    steps: [
      {
        id: 'edit',
        action: 'pull-performance:prepull:add',
        name: 'Write the manifests',
        input,
      },
    ],
  });
}

export const examples: TemplateExample[] = [
  {
    description: 'Keep the images of a workload on all of its nodes',
    example: step({
      path: 'source',
      changesPath: 'changes',
      workload: '${{ steps.facts.output.workload }}',
      clusterNodes: '${{ steps.facts.output.clusterNodes }}',
      images,
    }),
  },
  {
    description: 'Pull them at five on working days, onto ten nodes of a pool',
    example: step({
      workload,
      images,
      mode: 'cronjob',
      schedule: '0 5 * * 1-5',
      timeZone: 'Europe/Berlin',
      nodes: 10,
      pools: [{ label: 'kubernetes.azure.com/agentpool', value: 'web' }],
    }),
  },
  {
    description:
      'Choose the technique, the overlay of Kustomize and images of a private mirror',
    example: step({
      workload,
      images,
      technique: 'copied-binary',
      directory: 'deploy/overlays/prod',
      toolImage: 'registry.example.com/mirror/busybox:1.37.0-musl',
    }),
  },
  {
    description: 'Take the pre-pull away again',
    example: step({ workload, remove: true }),
  },
];
