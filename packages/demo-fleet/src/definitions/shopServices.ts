import {
  dotnetService,
  goBinary,
  jarWithLibraries,
  nodeService,
  springBoot,
} from './dockerfiles';
import { proxySidecar } from './sidecar';
import { ServiceDefinition } from './types';

/** What customers meet: from lean to careless images. */
export const shopServices: readonly ServiceDefinition[] = [
  {
    name: 'checkout',
    namespace: 'shop',
    kind: 'Deployment',
    containers: [
      {
        name: 'checkout',
        image: {
          repository: 'shop/checkout',
          base: 'distroless-static',
          steps: goBinary('checkout', 23),
          namesBase: true,
        },
      },
      proxySidecar,
    ],
    settings: { serviceAccount: 'checkout' },
    placements: {
      'demo-westeurope': { pool: 'user', replicas: [8, 20] },
      'demo-eastus': { pool: 'user', replicas: [4, 12] },
    },
    releasesPerWorkday: 2.5,
    startSeconds: 3,
  },
  {
    name: 'order-events',
    namespace: 'shop',
    kind: 'Deployment',
    containers: [
      {
        name: 'consumer',
        image: {
          repository: 'shop/order-events',
          base: 'distroless-static',
          steps: goBinary('order-events', 31),
        },
      },
    ],
    placements: {
      'demo-westeurope': { pool: 'user', replicas: [6, 12] },
      'demo-eastus': { pool: 'user', replicas: [4, 9] },
    },
    releasesPerWorkday: 1.2,
    startSeconds: 4,
  },
  {
    name: 'payments-api',
    namespace: 'payments',
    kind: 'Deployment',
    containers: [
      {
        name: 'secrets-init',
        init: true,
        image: {
          repository: 'platform/secrets-init',
          base: 'alpine',
          steps: goBinary('secrets-init', 14),
        },
      },
      {
        name: 'payments-api',
        image: {
          repository: 'payments/payments-api',
          base: 'distroless-java',
          steps: springBoot({
            dependencyMegabytes: 92,
            dependenciesEvery: 5,
            appMegabytes: 4,
          }),
          namesBase: true,
        },
      },
      proxySidecar,
    ],
    settings: {
      serviceAccount: 'payments-api',
      imagePullSecrets: ['payments-registry'],
      priorityClass: 'business-critical',
    },
    placements: {
      'demo-westeurope': { pool: 'user', replicas: [8, 16] },
      'demo-eastus': { pool: 'user', replicas: [6, 12] },
    },
    releasesPerWorkday: 0.9,
    startSeconds: 14,
  },
  {
    name: 'storefront',
    namespace: 'shop',
    kind: 'Deployment',
    containers: [
      {
        name: 'web',
        image: {
          repository: 'shop/storefront',
          base: 'nginx',
          steps: [
            {
              instruction: 'COPY nginx.conf /etc/nginx/nginx.conf',
              megabytes: 0.001,
            },
            {
              instruction: 'COPY /build/dist /usr/share/nginx/html',
              megabytes: 46,
              changesEvery: 1,
            },
          ],
          namesBase: true,
        },
      },
    ],
    placements: {
      'demo-westeurope': { pool: 'user', replicas: [8, 26] },
      'demo-southeastasia': { pool: 'user', replicas: [6, 18] },
      'demo-eastus': { pool: 'user', replicas: [6, 20] },
    },
    releasesPerWorkday: 3,
    startSeconds: 2,
  },
  {
    name: 'catalog-search',
    namespace: 'shop',
    kind: 'Deployment',
    containers: [
      {
        name: 'search',
        image: {
          repository: 'shop/catalog-search',
          base: 'jdk',
          steps: jarWithLibraries('catalog-search', {
            dependencyMegabytes: 128,
            dependenciesEvery: 4,
            appMegabytes: 38,
          }),
          format: 'docker',
        },
      },
    ],
    settings: { serviceAccount: 'catalog-search' },
    placements: {
      'demo-westeurope': { pool: 'user', replicas: [8, 20] },
      'demo-southeastasia': { pool: 'user', replicas: [6, 14] },
    },
    releasesPerWorkday: 1.1,
    startSeconds: 22,
  },
  {
    name: 'vouchers',
    namespace: 'shop',
    kind: 'Deployment',
    containers: [
      {
        name: 'vouchers',
        image: {
          repository: 'shop/vouchers',
          base: 'dotnet',
          steps: dotnetService('Vouchers', {
            dependencyMegabytes: 34,
            dependenciesEvery: 3,
            appMegabytes: 6,
          }),
        },
      },
    ],
    placements: {
      'demo-westeurope': { pool: 'user', replicas: [4, 8] },
      'demo-eastus': { pool: 'user', replicas: [4, 6] },
    },
    releasesPerWorkday: 1.6,
    forgottenPushShare: 0.55,
    startSeconds: 6,
  },
  {
    name: 'notifications',
    namespace: 'shop',
    kind: 'Deployment',
    containers: [
      {
        name: 'notifications',
        image: {
          repository: 'shop/notifications',
          base: 'node',
          steps: nodeService({
            dependencyMegabytes: 41,
            dependenciesEvery: 6,
            appMegabytes: 3,
          }),
          architectures: ['amd64', 'arm64'],
          namesBase: true,
        },
      },
    ],
    placements: {
      'demo-southeastasia': { pool: 'arm', replicas: [5, 10] },
      'demo-westeurope': { pool: 'user', replicas: [5, 10] },
    },
    releasesPerWorkday: 1.4,
    startSeconds: 5,
  },
  {
    name: 'inventory-sync',
    namespace: 'shop',
    kind: 'Deployment',
    containers: [
      {
        name: 'sync',
        policy: 'Always',
        image: {
          repository: 'shop/inventory-sync',
          base: 'node',
          steps: nodeService({
            dependencyMegabytes: 118,
            dependenciesEvery: 2,
            appMegabytes: 9,
          }),
          movingTag: 'latest',
        },
      },
    ],
    placements: {
      'demo-westeurope': { pool: 'user', replicas: [4, 10] },
      'demo-eastus': { pool: 'user', replicas: [4, 8] },
    },
    releasesPerWorkday: 4,
    startSeconds: 6,
  },
];
