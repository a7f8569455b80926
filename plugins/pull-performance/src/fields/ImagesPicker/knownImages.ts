import {
  ImagePage,
  ServiceImage,
  WorkloadContainer,
  WorkloadPage,
  WorkloadRef,
} from 'backstage-plugin-pull-performance-common';
import { isSameWorkload } from '../fieldProps';

/** An image that can be ticked. */
export interface KnownImage {
  reference: string;
  compressedBytes?: number;
  /** Which containers run it; empty where that is not known. */
  containers: Pick<WorkloadContainer, 'kind' | 'name'>[];
}

/**
 * The images of a workload, or, where it is not known, all that the service
 * runs; each once. Ephemeral containers are for looking into a pod: they come
 * with no new pod.
 */
export function knownImages(options: {
  target: WorkloadRef | undefined;
  workloads: WorkloadPage | undefined;
  images: ImagePage | undefined;
}): KnownImage[] {
  const { target, workloads, images } = options;
  const served = images?.items ?? [];
  const workload =
    target &&
    workloads?.items.find(candidate => isSameWorkload(candidate, target));
  if (!workload) {
    return unique(
      served.map(({ reference, compressedBytes }) => ({
        reference,
        compressedBytes,
        containers: [],
      })),
    );
  }
  return unique(
    workload.containers
      .filter(({ kind }) => kind !== 'ephemeral')
      .map(({ image, digest, kind, name }) => ({
        reference: image,
        compressedBytes: sizeOf(served, image, digest),
        containers: [{ kind, name }],
      })),
  );
}

function sizeOf(
  served: ServiceImage[],
  reference: string,
  digest: string | undefined,
): number | undefined {
  const same =
    served.find(image => digest !== undefined && image.digest === digest) ??
    served.find(image => image.reference === reference);
  return same?.compressedBytes;
}

function unique(images: KnownImage[]): KnownImage[] {
  const byReference = new Map<string, KnownImage>();
  for (const image of images) {
    const before = byReference.get(image.reference);
    byReference.set(image.reference, {
      ...image,
      compressedBytes: before?.compressedBytes ?? image.compressedBytes,
      containers: [...(before?.containers ?? []), ...image.containers],
    });
  }
  return [...byReference.values()];
}
