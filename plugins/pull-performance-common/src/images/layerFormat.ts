import { LayerFormat } from '../schema/openapi';

/**
 * What tells a layer's format: the parts of an OCI descriptor.
 *
 * @public
 */
export interface LayerDescriptor {
  mediaType: string;
  annotations?: Readonly<Record<string, unknown>>;
}

const nydusMediaType = 'application/vnd.oci.image.layer.nydus.blob.v1';
const erofsMediaTypePrefix = 'application/vnd.erofs.layer';
const tarMediaTypes = [
  'application/vnd.oci.image.layer.v1.tar',
  'application/vnd.oci.image.layer.nondistributable.v1.tar',
  'application/vnd.docker.image.rootfs.diff.tar',
  'application/vnd.docker.image.rootfs.foreign.diff.tar',
];
const compressionBySuffix: Readonly<Record<string, LayerFormat>> = {
  '': 'uncompressed',
  '+gzip': 'gzip',
  '.gzip': 'gzip',
  '+zstd': 'zstd',
  '.zstd': 'zstd',
};

// nydus-snapshotter pkg/converter/constant.go
const nydusAnnotations = [
  'containerd.io/snapshot/nydus-blob',
  'containerd.io/snapshot/nydus-bootstrap',
];
// accelerated-container-image pkg/label/label.go
const overlaybdAnnotations = [
  'containerd.io/snapshot/overlaybd/blob-digest',
  'containerd.io/snapshot/overlaybd/turbo-oci/target-digest',
];
// containers/storage pkg/chunked/internal/minimal/compression.go; stargz-snapshotter estargz/zstdchunked
const zstdChunkedAnnotations = [
  'io.github.containers.zstd-chunked.manifest-checksum',
  'io.containers.zstd-chunked.manifest-checksum',
];
// stargz-snapshotter estargz/types.go; snapshotters verify a layer by it
const estargzAnnotation = 'containerd.io/snapshot/stargz/toc.digest';

function compressionOf(mediaType: string): LayerFormat {
  for (const base of tarMediaTypes) {
    if (mediaType.startsWith(base)) {
      const suffix = mediaType.slice(base.length);
      return Object.hasOwn(compressionBySuffix, suffix)
        ? compressionBySuffix[suffix]
        : 'unknown';
    }
  }
  return 'unknown';
}

/**
 * The format of a layer. Lazy formats keep the media type of their compression and show only by annotations, which Docker's
 * manifests do not have.
 *
 * @public
 */
export function layerFormatOf(descriptor: LayerDescriptor): LayerFormat {
  const { annotations = {} } = descriptor;
  const has = (name: string) =>
    Object.hasOwn(annotations, name) &&
    typeof annotations[name] === 'string' &&
    annotations[name] !== '';
  const mediaType = descriptor.mediaType.split(';', 1)[0].trim().toLowerCase();
  if (mediaType === nydusMediaType || nydusAnnotations.some(has)) {
    return 'nydus';
  }
  if (mediaType.startsWith(erofsMediaTypePrefix)) {
    return 'erofs';
  }
  if (overlaybdAnnotations.some(has)) {
    return 'overlaybd';
  }
  const compression = compressionOf(mediaType);
  if (compression === 'zstd' && zstdChunkedAnnotations.some(has)) {
    return 'zstdChunked';
  }
  if (compression === 'gzip' && has(estargzAnnotation)) {
    return 'estargz';
  }
  return compression;
}
