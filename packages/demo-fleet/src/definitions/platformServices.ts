import { jarWithLibraries, packagesAndFiles } from './dockerfiles';
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
          steps: packagesAndFiles(
            {
              dependencyMegabytes: 62,
              dependenciesEvery: 8,
              appMegabytes: 1.2,
            },
            {
              install:
                'RUN apk add --no-cache nginx-mod-http-lua nginx-mod-http-geoip2 geoip',
              copy: 'COPY conf.d /etc/nginx/conf.d',
              command: 'EXPOSE 8443',
            },
          ),
        },
      },
    ],
    settings: {
      serviceAccount: 'edge-gateway',
      priorityClass: 'business-critical',
    },
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
          steps: packagesAndFiles(
            { dependencyMegabytes: 24, dependenciesEvery: 3, appMegabytes: 7 },
            {
              install:
                'RUN apk add --no-cache systemd-libs libbpf ca-certificates',
              copy: 'COPY /out/log-agent /usr/local/bin/',
              command: 'ENTRYPOINT ["/usr/local/bin/log-agent"]',
            },
          ),
          architectures: ['amd64', 'arm64'],
        },
      },
    ],
    settings: {
      serviceAccount: 'log-agent',
      priorityClass: 'system-node-critical',
      toleratesAll: true,
    },
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
          steps: jarWithLibraries('search-index', {
            dependencyMegabytes: 330,
            dependenciesEvery: 2,
            appMegabytes: 5,
          }),
          format: 'docker',
        },
      },
    ],
    settings: { serviceAccount: 'search-index' },
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
          steps: packagesAndFiles(
            { dependencyMegabytes: 11, dependenciesEvery: 1, appMegabytes: 1 },
            {
              install: 'RUN apk add --no-cache valkey',
              copy: 'COPY modules /usr/lib/valkey',
              command: 'CMD ["valkey-server"]',
            },
          ),
          format: 'docker',
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
