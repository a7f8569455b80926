import {
  ImageFacts,
  isDigest,
  LayerFacts,
  layerFormatOf,
  LazyIndex,
  parseImageReference,
} from 'backstage-plugin-pull-performance-common';
import { cleanText } from '../../kubernetes/cleanText';
import { annotationOf, Descriptor } from './descriptor';
import { ImageConfig } from './parseConfig';
import { Manifest } from './parseManifest';

const baseNameKey = 'org.opencontainers.image.base.name';
const baseDigestKey = 'org.opencontainers.image.base.digest';
/** soci-snapshotter soci/soci_convert.go */
const sociIndexKey = 'com.amazon.soci.index-digest';
const MAX_BASE_NAME_LENGTH = 512;

/** In the order in which facts list them. */
const lazyIndexOrder: readonly LazyIndex[] = [
  'soci-v1',
  'soci-v2',
  'overlaybd',
  'artifact-streaming',
  'nydus',
];

/** Puts together what a manifest, its configuration and what refers to it tell of an image. */
export function imageFactsOf(options: {
  digest: string;
  manifestBytes: number;
  manifest: Manifest;
  config: ImageConfig;
  /** Found beside the image. */
  lazyIndexes: readonly LazyIndex[];
}): ImageFacts {
  const { digest, manifestBytes, manifest, config } = options;
  const createdBy = new Map(
    config.history.map(({ layer, createdBy: text }) => [layer, text]),
  );
  const found = new Set(options.lazyIndexes);
  if (annotationOf(manifest.annotations, sociIndexKey)) found.add('soci-v2');
  return {
    digest,
    platform: config.platform,
    manifestBytes,
    configBytes: manifest.config.size,
    layers: manifest.layers.map((layer, index) =>
      layerFactsOf(layer, createdBy.get(index)),
    ),
    history: config.history,
    ...baseOf(manifest, config),
    lazyIndexes: lazyIndexOrder.filter(index => found.has(index)),
  };
}

function layerFactsOf(layer: Descriptor, createdBy?: string): LayerFacts {
  return {
    digest: layer.digest,
    compressedBytes: layer.size,
    format: layerFormatOf(layer),
    ...(createdBy && { createdBy }),
    ...(layer.hasUrls && { foreign: true }),
  };
}

/** Docker's manifests have no annotations; some tools put these into labels instead. */
function baseOf(
  { annotations }: Manifest,
  { labels }: ImageConfig,
): Pick<ImageFacts, 'baseName' | 'baseDigest'> {
  const source = annotationOf(annotations, baseNameKey) ? annotations : labels;
  const name = annotationOf(source, baseNameKey) ?? '';
  const digest = annotationOf(source, baseDigestKey) ?? '';
  const isName =
    name.length <= MAX_BASE_NAME_LENGTH &&
    parseImageReference(name) !== undefined;
  return {
    ...(isName && { baseName: cleanText(name, MAX_BASE_NAME_LENGTH) }),
    ...(isDigest(digest) && { baseDigest: digest }),
  };
}
