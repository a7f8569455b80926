import {
  ImageLayer,
  ImagePage,
  ImageVersion,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';

/** A digest that begins with the given digits. */
export function digest(start: string): string {
  return `sha256:${start.padEnd(64, '0')}`;
}

export function layer(start: string, others?: Partial<ImageLayer>): ImageLayer {
  return {
    digest: digest(start),
    compressedBytes: 10e6,
    format: 'gzip',
    sharedWithServices: 0,
    nodes: { present: 0, known: 18 },
    ...others,
  };
}

export function serviceImage(others?: Partial<ServiceImage>): ServiceImage {
  return {
    reference: 'registry.example.com/shop/checkout:2.41.0',
    running: true,
    uses: [],
    useCount: 0,
    layers: [],
    versions: [],
    advice: [],
    ...others,
  };
}

export function version(
  tag: string,
  start: string,
  firstSeenAt: string,
  others?: Partial<ImageVersion>,
): ImageVersion {
  return {
    digest: digest(start),
    reference: `registry.example.com/shop/checkout:${tag}`,
    firstSeenAt,
    ...others,
  };
}

type LayerOf = [
  createdBy: string,
  megabytes: number,
  inPrevious: boolean,
  services: number,
  nodes: number,
];

// Newest first, as the Dockerfile reads backwards.
const LAYERS: LayerOf[] = [
  ['RUN /bin/sh -c npm run build # buildkit', 4.8, false, 0, 0],
  ['COPY . . # buildkit', 11.7, false, 0, 0],
  ['RUN /bin/sh -c npm ci # buildkit', 90.1, false, 0, 0],
  ['COPY package.json package-lock.json ./ # buildkit', 0.4, false, 0, 0],
  ['COPY assets/geoip assets/fonts ./assets/ # buildkit', 78.9, true, 0, 17],
  [
    'RUN /bin/sh -c apt-get install -y build-essential python3 # buildkit',
    146.4,
    true,
    2,
    17,
  ],
  ['/bin/sh -c install yarn 1.22', 1.7, true, 19, 18],
  ['/bin/sh -c install node 22.11', 49.8, true, 19, 18],
  [
    '/bin/sh -c #(nop) ADD rootfs.tar.xz / (debian 12 slim)',
    28.2,
    true,
    31,
    18,
  ],
];

const BASE_LAYERS = 3;

export const VERSIONS: ImageVersion[] = [
  ['2.41.0', 'a0', '2026-11-21T09:00:00Z', 107.0],
  ['2.40.3', 'a1', '2026-11-19T09:00:00Z', 106.2],
  ['2.40.2', 'a2', '2026-11-17T09:00:00Z', 105.8],
  ['2.40.1', 'a3', '2026-11-14T09:00:00Z', 104.9],
  ['2.40.0', 'a4', '2026-11-12T09:00:00Z', 183.6],
  ['2.39.9', 'a5', '2026-11-10T09:00:00Z', undefined],
].map(([tag, start, firstSeenAt, again]) =>
  version(String(tag), String(start), String(firstSeenAt), {
    compressedBytes: 412e6,
    ...(typeof again === 'number' && {
      fetchedAgainBytes: again * 1e6,
      reuseShare: 1 - again / 412,
    }),
  }),
);

/** An image whose npm ci comes again with each version. */
export function checkoutImage(others?: Partial<ServiceImage>): ServiceImage {
  const [{ digest: own }, previous] = VERSIONS;
  return serviceImage({
    digest: own,
    platform: { os: 'linux', architecture: 'amd64' },
    uses: ['prod-weu', 'staging-weu'].map(cluster => ({
      cluster,
      namespace: 'shop',
      kind: 'Deployment',
      name: 'checkout',
      container: 'app',
      containerKind: 'container',
    })),
    useCount: 2,
    compressedBytes: 412e6,
    totalBytes: 412.02e6,
    layers: LAYERS.map(
      (
        [createdBy, megabytes, inPrevious, sharedWithServices, present],
        index,
      ) =>
        layer(`b${index}`, {
          createdBy,
          compressedBytes: megabytes * 1e6,
          inPrevious,
          sharedWithServices,
          isBase: index >= LAYERS.length - BASE_LAYERS,
          nodes: { present, known: 18 },
        }),
    ).reverse(),
    nodeCount: 18,
    previous,
    fetchedAgainBytes: 107e6,
    reuseShare: 305 / 412,
    versions: VERSIONS,
    base: {
      name: 'docker.io/library/node:22-bookworm-slim',
      layers: BASE_LAYERS,
      compressedBytes: 79.7e6,
      sharedWithServices: 19,
    },
    lazyPull: {
      format: 'none',
      onNodes: 'no',
      reason: {
        code: 'format-not-lazy',
        what: 'Containers wait for the whole image',
        why: 'Its layers are in no format that can be pulled lazily, and its registry has no index for that.',
        next: 'Nothing, unless its pulls are slow: then consider eStargz.',
      },
    },
    tagMoved: false,
    advice: [
      {
        code: 'changing-layer-above-unchanged',
        what: 'RUN npm ci brings 90 MB anew with each version',
        why: 'COPY package.json package-lock.json ./ below it changed in all 5 changes that were compared; builders make what follows again.',
        next: 'If its content does not depend on that, move it before; copy only the lists of dependencies before installing them.',
        layerDigest: digest('b2'),
        bytes: 90.1e6,
      },
    ],
    ...others,
  });
}

/** An image that the registry does not show; a node tells its size. */
export function hiddenImage(others?: Partial<ServiceImage>): ServiceImage {
  return serviceImage({
    reference: 'private.example.com/mesh/proxy:1.9',
    uses: [
      {
        cluster: 'prod-weu',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'checkout',
        container: 'proxy',
        containerKind: 'init',
      },
    ],
    useCount: 1,
    totalBytes: 61.3e6,
    reason: {
      code: 'unauthorized',
      what: 'The registry private.example.com refuses to show mesh/proxy',
      why: 'It asks for credentials and the portal has none for it.',
      next: 'Add the registry with credentials to pullPerformance.registries.',
    },
    ...others,
  });
}

export function imagePage(
  items: ServiceImage[],
  others?: Partial<ImagePage>,
): ImagePage {
  return { items, totalItems: items.length, ...others };
}
