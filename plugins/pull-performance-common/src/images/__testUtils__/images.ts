import { ImageFacts, LayerFacts } from '../facts';

/** An image with layers by name: bytes, or bytes and the instruction. */
export function imageFacts(
  digest: string,
  layers: Record<string, number | [number, string]>,
  more?: Partial<ImageFacts>,
): ImageFacts {
  return {
    digest,
    platform: { os: 'linux', architecture: 'amd64' },
    manifestBytes: 1_000,
    configBytes: 2_000,
    layers: Object.entries(layers).map(([name, made]): LayerFacts => {
      const [compressedBytes, createdBy] =
        typeof made === 'number' ? [made, undefined] : made;
      return {
        digest: name,
        compressedBytes,
        format: 'gzip',
        ...(createdBy === undefined ? {} : { createdBy }),
      };
    }),
    history: [],
    lazyIndexes: [],
    ...more,
  };
}
