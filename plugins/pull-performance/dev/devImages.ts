import { ImagePage } from 'backstage-plugin-pull-performance-common';
import {
  checkoutImage,
  digest,
  hiddenImage,
  imagePage,
  layer,
  serviceImage,
  version,
} from '../src/__testUtils__/images';
import { ListImagesRequest } from '../src/api';

const FIRST_SEEN = '2026-11-18T09:00:00Z';
const MANY_LAYERS = 127;

/** A sidecar in a lazy format, of which one version was seen and whose tag moved. */
function sidecar() {
  return serviceImage({
    reference: 'ghcr.io/example/log-shipper:latest',
    digest: digest('c0'),
    platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    uses: [
      {
        cluster: 'prod-weu',
        namespace: 'shop',
        kind: 'Deployment',
        name: 'checkout',
        container: 'log-shipper',
        containerKind: 'container',
      },
    ],
    useCount: 14,
    nodeCount: 12,
    compressedBytes: 31.2e6,
    layers: [
      layer('c1', { compressedBytes: 28e6, format: 'estargz' }),
      layer('c2', {
        compressedBytes: 3.2e6,
        format: 'estargz',
        createdBy: 'COPY log-shipper / # buildkit',
      }),
    ],
    versions: [
      { ...version('latest', 'c0', FIRST_SEEN), compressedBytes: 31.2e6 },
    ],
    tagMoved: true,
    lazyPull: {
      format: 'all',
      onNodes: 'unknown',
      reason: {
        code: 'nodes-unknown',
        what: 'Whether its nodes pull it lazily is unknown',
        why: 'The image could be pulled lazily; nothing tells which snapshotter its nodes use.',
        next: 'Look at a node: mounts of type fuse or overlaybd show that it does.',
      },
    },
  });
}

function manyLayers() {
  return checkoutImage({
    compressedBytes: 1_271e6,
    fetchedAgainBytes: 420e6,
    reuseShare: 1 - 420 / 1271,
    layers: Array.from({ length: MANY_LAYERS }, (_, index) =>
      layer(`d${index}`, {
        compressedBytes: index % 40 === 3 ? 250e6 : 2e6 + index * 2e4,
        createdBy:
          index % 5 === 0
            ? undefined
            : `RUN /bin/sh -c pip install --no-cache-dir package-${index}==1.2.3 another-package-${index} # buildkit`,
        inPrevious: index < 100,
        isBase: index < 6,
        format: index % 2 ? 'gzip' : 'zstd',
        sharedWithServices: index < 6 ? 19 : 0,
        nodes: { present: index < 100 ? 17 : 0, known: 18 },
      }),
    ),
  });
}

const pages: Record<string, () => ImagePage> = {
  checkout: () => imagePage([checkoutImage(), sidecar(), hiddenImage()]),
  'close-labels': () => imagePage([manyLayers()]),
  'close-to-zero': () =>
    imagePage([], {
      reason: {
        code: 'no-image',
        what: 'No image is known yet',
        why: 'No cluster has told which images the pods of this service run.',
        next: 'It shows once a cluster has answered; see Collection below.',
      },
    }),
  'too-few': () => imagePage([hiddenImage()]),
  'no-data': () => imagePage([sidecar()]),
};

/** Images by the name of the entity; a chosen version looks like the one that runs. */
export async function devImages(
  request: ListImagesRequest,
): Promise<ImagePage> {
  const name = request.entityRef.split('/')[1];
  if (name === 'loading') {
    return new Promise(() => {});
  }
  if (name === 'error') {
    throw new Error('connection refused');
  }
  const page = (pages[name] ?? (() => imagePage([checkoutImage()])))();
  const versions = page.items[0]?.versions ?? [];
  const place = versions.findIndex(
    ({ digest: known }) => known === request.digest,
  );
  const chosen = versions[place];
  const before =
    versions.find(({ digest: known }) => known === request.comparedWith) ??
    versions[place + 1];
  if (!request.digest) {
    return page;
  }
  return imagePage(
    chosen
      ? [checkoutImage({ ...chosen, running: false, previous: before })]
      : [],
  );
}
