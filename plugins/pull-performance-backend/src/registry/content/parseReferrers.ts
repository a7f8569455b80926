import { LazyIndex } from 'backstage-plugin-pull-performance-common';
import { isObject, textOf } from '../../kubernetes/watch/json';
import { parseBoundedJson } from './boundedJson';

/** soci-snapshotter soci/soci_index.go; accelerated-container-image; Azure's Artifact Streaming; nydus. */
const lazyIndexByType: ReadonlyMap<string, LazyIndex> = new Map([
  ['application/vnd.amazon.soci.index.v1+json', 'soci-v1'],
  ['application/vnd.amazon.soci.index.v2+json', 'soci-v2'],
  ['application/vnd.containerd.overlaybd.native.v1+json', 'overlaybd'],
  ['application/vnd.containerd.overlaybd.turbo.v1+json', 'overlaybd'],
  ['application/vnd.azure.artifact.streaming.v1', 'artifact-streaming'],
  ['application/vnd.nydus.image.manifest.v1+json', 'nydus'],
]);

/**
 * The indexes for lazy pulling among what refers to an image (distribution-spec, "Listing Referrers").
 *
 * @throws StepFailure when it is no JSON object
 */
export function parseReferrers(content: Buffer): LazyIndex[] {
  const { manifests } = parseBoundedJson(content, 'The list of referrers');
  if (!Array.isArray(manifests)) return [];
  return manifests.filter(isObject).flatMap(({ artifactType }) => {
    return lazyIndexByType.get(textOf(artifactType) ?? '') ?? [];
  });
}
