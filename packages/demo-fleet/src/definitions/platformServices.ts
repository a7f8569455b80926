import { ServiceDefinition } from './types';

/** What all others stand on. */
export const platformServices: readonly ServiceDefinition[] = [
  {
    name: 'edge-gateway',
    namespace: 'platform',
    kind: 'Deployment',
    containers: [
      {
        name: 'gateway',
        image: {
          repository: 'platform/edge-gateway',
          base: 'nginx',
          dependencyMegabytes: 62,
          dependenciesEvery: 8,
          appMegabytes: 1.2,
        },
      },
    ],
    placements: {
      'demo-westeurope': { pool: 'system', replicas: [4, 9] },
      'demo-southeastasia': { pool: 'system', replicas: [4, 8] },
      'demo-eastus': { pool: 'system', replicas: [4, 9] },
    },
    releasesPerWorkday: 0.5,
    startSeconds: 3,
  },
  {
    name: 'log-agent',
    namespace: 'platform',
    kind: 'DaemonSet',
    containers: [
      {
        name: 'agent',
        image: {
          repository: 'platform/log-agent',
          base: 'alpine',
          dependencyMegabytes: 24,
          dependenciesEvery: 3,
          appMegabytes: 7,
        },
      },
    ],
    placements: {
      'demo-westeurope': { pool: '', replicas: [1, 1] },
      'demo-southeastasia': { pool: '', replicas: [1, 1] },
      'demo-eastus': { pool: '', replicas: [1, 1] },
    },
    releasesPerWorkday: 0.25,
    startSeconds: 2,
    slots: 0,
  },
  {
    name: 'search-index',
    namespace: 'platform',
    kind: 'StatefulSet',
    containers: [
      {
        name: 'index',
        image: {
          repository: 'platform/search-index',
          base: 'jdk',
          dependencyMegabytes: 330,
          dependenciesEvery: 2,
          appMegabytes: 5,
        },
      },
    ],
    placements: {
      'demo-westeurope': { pool: 'user', replicas: [5, 5] },
      'demo-southeastasia': { pool: 'user', replicas: [3, 3] },
    },
    releasesPerWorkday: 0.12,
    startSeconds: 40,
    slots: 2,
  },
  {
    name: 'session-cache',
    namespace: 'platform',
    kind: 'StatefulSet',
    containers: [
      {
        name: 'cache',
        image: {
          repository: 'platform/session-cache',
          base: 'alpine',
          dependencyMegabytes: 11,
          dependenciesEvery: 1,
          appMegabytes: 1,
        },
      },
    ],
    placements: {
      'demo-westeurope': { pool: 'stateful', replicas: [6, 6] },
    },
    releasesPerWorkday: 0,
    startSeconds: 3,
  },
];
