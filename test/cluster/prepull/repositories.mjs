// Repositories of a service in each layout that the actions know, and the programs that render them.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { filesOf } from '../files.mjs';
import { goProgram } from '../goPrograms.mjs';
import { kubectl } from '../kubectl.mjs';
import { scaffolderPackage } from '../scaffolderModule.mjs';

const execute = promisify(execFile);
const { stringify } = scaffolderPackage('yaml');

/** Comments and an order that no tool would choose: an edit must keep both. */
const kustomization = `# What runs in production; Flux applies it.
kind: Kustomization
apiVersion: kustomize.config.k8s.io/v1beta1

resources:
- deployment.yaml   # the service

labels:
- pairs: {team: shop}   # not in selectors
`;

const chart = `apiVersion: v2
name: web
description: The shop's web service
version: 1.2.3 # by hand
`;

const values = `# Of all stages
replicas: 2   # one for each zone
image: ""
`;

const helmDeployment = manifest =>
  stringify(manifest)
    .replace(/replicas: \d+/, 'replicas: {{ .Values.replicas }}')
    .replace(/namespace: \S+/, 'namespace: {{ .Release.Namespace }}');

async function helm(...args) {
  const { stdout } = await execute(await goProgram('helm'), args);
  return stdout;
}

/** By layout: its files, given the service's manifest, and how its tools render them. */
export const layouts = {
  plain: {
    files: service => ({
      'deploy/web.yaml': `# The service\n${stringify(service)}`,
    }),
    async render(folder) {
      const files = filesOf(join(folder, 'deploy'));
      return Object.values(files).join('\n---\n');
    },
  },
  kustomize: {
    files: service => ({
      'deploy/kustomization.yaml': kustomization,
      'deploy/deployment.yaml': stringify(service),
    }),
    render: folder => kubectl(['kustomize', join(folder, 'deploy')]),
  },
  helm: {
    files: service => ({
      'chart/Chart.yaml': chart,
      'chart/values.yaml': values,
      'chart/templates/deployment.yaml': helmDeployment(service),
    }),
    async render(folder, { namespace }) {
      const path = join(folder, 'chart');
      await helm('lint', '--strict', '--namespace', namespace, path);
      return helm('template', 'shop', path, '--namespace', namespace);
    },
  },
};
