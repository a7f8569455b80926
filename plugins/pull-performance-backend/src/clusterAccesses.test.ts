import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { configuredClusterAccesses } from './clusterAccesses';
import { readPullPerformanceConfig } from './config';

function context(name: string) {
  return { name, context: { cluster: 'c', user: 'u' } };
}

describe('configuredClusterAccesses', () => {
  const folder = createMockDirectory();

  beforeEach(() => {
    folder.setContent({
      kubeconfig: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
        users: [{ name: 'u', user: { token: 't' } }],
        contexts: [context('prod'), context('staging'), context('test')],
        'current-context': 'prod',
      }),
    });
  });

  async function accessesOf(pullPerformance: object) {
    return configuredClusterAccesses({
      config: readPullPerformanceConfig(
        new ConfigReader(JSON.parse(JSON.stringify({ pullPerformance }))),
      ),
      auth: mockServices.auth(),
      discovery: mockServices.discovery(),
    });
  }

  it('reads the Kubernetes plugin when nothing is configured', async () => {
    const accesses = await accessesOf({});
    expect(accesses.map(({ id }) => id)).toEqual(['kubernetes-plugin']);
  });

  it('reads every context of a file, a cluster of its own name first', async () => {
    const file = folder.resolve('kubeconfig');
    const accesses = await accessesOf({
      kubernetesPlugin: { enabled: false },
      clusters: [{ name: 'prod', kubeconfig: { file, context: 'staging' } }],
      kubeconfig: { file },
    });
    expect(accesses.map(({ id }) => id)).toEqual(['kubeconfig']);
    const clusters = await accesses[0].listClusters();
    expect(clusters.map(({ name }) => name).sort()).toEqual([
      'prod',
      'staging',
      'test',
    ]);
  });

  it('reads only the named contexts, before the Kubernetes plugin', async () => {
    const accesses = await accessesOf({
      kubeconfig: { file: folder.resolve('kubeconfig'), contexts: ['test'] },
    });
    expect(accesses.map(({ id }) => id)).toEqual([
      'kubeconfig',
      'kubernetes-plugin',
    ]);
    const clusters = await accesses[0].listClusters();
    expect(clusters.map(({ name }) => name)).toEqual(['test']);
  });

  it('names a context or a file that is not there', async () => {
    await expect(
      accessesOf({
        kubeconfig: { file: folder.resolve('kubeconfig'), contexts: ['mars'] },
      }),
    ).rejects.toThrow(
      /pullPerformance\.kubeconfig\.contexts names mars, which .* does not have; it has prod, staging, test/,
    );
    await expect(
      accessesOf({ kubeconfig: { file: folder.resolve('gone') } }),
    ).rejects.toThrow('gone');
  });
});
