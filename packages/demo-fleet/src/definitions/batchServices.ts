import {
  nodeServiceSourceFirst,
  packagesAndFiles,
  pythonService,
  springBoot,
} from './dockerfiles';
import { ServiceDefinition } from './types';

/** What works in the background: large images, bursts and jobs. */
export const batchServices: readonly ServiceDefinition[] = [
  {
    name: 'recommender',
    namespace: 'ml',
    kind: 'Deployment',
    containers: [
      {
        name: 'model',
        image: {
          repository: 'ml/recommender',
          base: 'cuda',
          steps: [
            {
              instruction:
                'RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip && rm -rf /var/lib/apt/lists/*',
              megabytes: 19,
            },
            ...pythonService(
              {
                dependencyMegabytes: 1980,
                dependenciesEvery: 3,
                appMegabytes: 240,
              },
              { source: 'model' },
            ),
          ],
          compression: 'estargz',
          namesBase: true,
        },
      },
    ],
    settings: { serviceAccount: 'recommender' },
    placements: {
      'demo-westeurope': { pool: 'gpu', replicas: [6, 20] },
    },
    releasesPerWorkday: 0.7,
    startSeconds: 45,
  },
  {
    name: 'fraud-scoring',
    namespace: 'ml',
    kind: 'Deployment',
    containers: [
      {
        name: 'scoring',
        image: {
          repository: 'ml/fraud-scoring',
          base: 'python',
          steps: pythonService({
            dependencyMegabytes: 780,
            dependenciesEvery: 5,
            appMegabytes: 55,
          }),
          compression: 'zstd',
          namesBase: true,
        },
      },
    ],
    settings: { serviceAccount: 'fraud-scoring', architecture: 'amd64' },
    placements: {
      'demo-westeurope': { pool: 'user', replicas: [5, 12] },
      'demo-eastus': { pool: 'user', replicas: [4, 10] },
    },
    releasesPerWorkday: 0.8,
    startSeconds: 18,
    slots: 2,
  },
  {
    name: 'image-resizer',
    namespace: 'media',
    kind: 'Deployment',
    containers: [
      {
        name: 'resizer',
        image: {
          repository: 'media/image-resizer',
          base: 'node',
          steps: nodeServiceSourceFirst({
            dependencyMegabytes: 290,
            appMegabytes: 12,
          }),
        },
      },
    ],
    placements: {
      'demo-westeurope': { pool: 'spot', replicas: [6, 60] },
      'demo-eastus': { pool: 'spot', replicas: [4, 44] },
    },
    releasesPerWorkday: 1.2,
    startSeconds: 4,
    burstEveryHours: 3,
  },
  {
    name: 'video-transcoder',
    namespace: 'media',
    kind: 'Deployment',
    containers: [
      {
        name: 'transcoder',
        image: {
          repository: 'media/video-transcoder',
          base: 'ffmpeg',
          steps: packagesAndFiles(
            {
              dependencyMegabytes: 160,
              dependenciesEvery: 2,
              appMegabytes: 35,
            },
            {
              install:
                'RUN apt-get update && apt-get install -y mediainfo x265 libvpx-dev',
              copy: 'COPY /build/transcoder /opt/transcoder',
              command: 'CMD ["/opt/transcoder/bin/serve"]',
            },
          ),
        },
      },
    ],
    placements: {
      'demo-southeastasia': { pool: 'spot', replicas: [4, 36] },
    },
    releasesPerWorkday: 0.6,
    startSeconds: 5,
    burstEveryHours: 11,
  },
  {
    name: 'invoice-export',
    namespace: 'payments',
    kind: 'CronJob',
    containers: [
      {
        name: 'export',
        policy: 'Always',
        image: {
          repository: 'payments/invoice-export',
          base: 'python',
          steps: pythonService(
            { dependencyMegabytes: 130, dependenciesEvery: 6, appMegabytes: 4 },
            { install: 'RUN pip install -r requirements.txt' },
          ),
        },
      },
    ],
    settings: { serviceAccount: 'invoice-export' },
    placements: {
      'demo-westeurope': { pool: 'spot', replicas: [1, 1] },
      'demo-eastus': { pool: 'spot', replicas: [1, 1] },
    },
    releasesPerWorkday: 0.5,
    startSeconds: 1,
    everyMinutes: 15,
    runSeconds: 95,
  },
  {
    name: 'outbox-relay',
    namespace: 'shop',
    kind: 'CronJob',
    containers: [
      {
        name: 'relay',
        image: {
          repository: 'shop/outbox-relay',
          base: 'distroless-java',
          steps: springBoot({
            dependencyMegabytes: 48,
            dependenciesEvery: 4,
            appMegabytes: 2,
          }),
        },
      },
    ],
    placements: {
      'demo-westeurope': { pool: 'user', replicas: [1, 1] },
      'demo-southeastasia': { pool: 'user', replicas: [1, 1] },
      'demo-eastus': { pool: 'user', replicas: [1, 1] },
    },
    releasesPerWorkday: 0.5,
    startSeconds: 1,
    everyMinutes: 15,
    runSeconds: 25,
  },
];
