import fc from 'fast-check';
import { layerFormatOf } from './layerFormat';

const oci = 'application/vnd.oci.image.layer.v1.tar';
const docker = 'application/vnd.docker.image.rootfs.diff.tar';
const toc = { 'containerd.io/snapshot/stargz/toc.digest': 'sha256:1' };
const podman = { 'io.github.containers.zstd-chunked.manifest-checksum': 's' };
const stargz = { 'io.containers.zstd-chunked.manifest-checksum': 's' };

describe('layerFormatOf', () => {
  it.each([
    [oci, undefined, 'uncompressed'],
    [`${oci}+gzip`, undefined, 'gzip'],
    [`${oci}+zstd`, undefined, 'zstd'],
    [`${oci}+gzip; charset=utf-8`, undefined, 'gzip'],
    [`${oci}+gzip+encrypted`, undefined, 'unknown'],
    [docker, undefined, 'uncompressed'],
    [`${docker}.gzip`, undefined, 'gzip'],
    [`${docker}.zstd`, undefined, 'zstd'],
    [
      'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
      undefined,
      'gzip',
    ],
    [
      'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd',
      undefined,
      'zstd',
    ],
    [`${oci}+gzip`, toc, 'estargz'],
    [`${oci}+gzip`, { 'io.containers.estargz.uncompressed-size': '1' }, 'gzip'],
    [`${oci}+zstd`, podman, 'zstdChunked'],
    [`${oci}+zstd`, { ...stargz, ...toc }, 'zstdChunked'],
    [`${oci}+gzip`, podman, 'gzip'],
    [`${oci}+zstd`, toc, 'zstd'],
    [oci, toc, 'uncompressed'],
    [
      'application/vnd.oci.image.layer.nydus.blob.v1',
      { 'containerd.io/snapshot/nydus-blob': 'true' },
      'nydus',
    ],
    [
      `${oci}+gzip`,
      { 'containerd.io/snapshot/nydus-bootstrap': 'true' },
      'nydus',
    ],
    [
      oci,
      { 'containerd.io/snapshot/overlaybd/blob-digest': 'sha256:1' },
      'overlaybd',
    ],
    [
      `${oci}+gzip`,
      {
        'containerd.io/snapshot/overlaybd/turbo-oci/target-digest': 'sha256:1',
      },
      'overlaybd',
    ],
    ['application/vnd.erofs.layer.v1', undefined, 'erofs'],
    ['application/vnd.erofs.layer.v1+zstd', undefined, 'erofs'],
    ['application/octet-stream', toc, 'unknown'],
    ['', undefined, 'unknown'],
  ])('%s with %j is %s', (mediaType, annotations, format) => {
    expect(layerFormatOf({ mediaType, annotations })).toBe(format);
  });

  it('takes any descriptor, and only texts of its own as annotations', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.dictionary(fc.string(), fc.anything()),
        (suffix, annotations) => {
          const known = layerFormatOf({
            mediaType: `${oci}${suffix}`,
            annotations,
          });
          expect(typeof known).toBe('string');
          const inherited = Object.create({ ...toc, ...annotations });
          expect(
            layerFormatOf({
              mediaType: `${oci}+gzip`,
              annotations: inherited,
            }),
          ).toBe('gzip');
        },
      ),
    );
    const annotations = { 'containerd.io/snapshot/stargz/toc.digest': 1 };
    expect(layerFormatOf({ mediaType: `${oci}+gzip`, annotations })).toBe(
      'gzip',
    );
  });
});
