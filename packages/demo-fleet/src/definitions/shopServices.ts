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
          dependencyMegabytes: 0,
          dependenciesEvery: 1,
          appMegabytes: 23,
        },
      },
      proxySidecar,
    ],
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
          dependencyMegabytes: 0,
          dependenciesEvery: 1,
          appMegabytes: 31,
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
          dependencyMegabytes: 0,
          dependenciesEvery: 1,
          appMegabytes: 14,
        },
      },
      {
        name: 'payments-api',
        image: {
          repository: 'payments/payments-api',
          base: 'distroless-java',
          dependencyMegabytes: 92,
          dependenciesEvery: 5,
          appMegabytes: 4,
        },
      },
      proxySidecar,
    ],
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
          dependencyMegabytes: 0,
          dependenciesEvery: 1,
          appMegabytes: 46,
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
          dependencyMegabytes: 128,
          dependenciesEvery: 4,
          appMegabytes: 38,
        },
      },
    ],
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
          dependencyMegabytes: 34,
          dependenciesEvery: 3,
          appMegabytes: 6,
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
          dependencyMegabytes: 41,
          dependenciesEvery: 6,
          appMegabytes: 3,
        },
      },
    ],
    placements: {
      'demo-southeastasia': { pool: 'user', replicas: [5, 10] },
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
          dependencyMegabytes: 118,
          dependenciesEvery: 2,
          appMegabytes: 9,
          movingTag: 'main',
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
