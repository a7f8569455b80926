import { ImageFacts, LayerFacts } from './facts';

/**
 * A version that came after another.
 *
 * @public
 */
export interface VersionChange {
  previous: ImageFacts;
  image: ImageFacts;
}

/** The layers that a registry serves, each digest once, with their positions. */
export function servedLayers(
  layers: readonly LayerFacts[],
): { facts: LayerFacts; position: number }[] {
  const seen = new Set<string>();
  return layers
    .map((facts, position) => ({ facts, position }))
    .filter(({ facts }) => {
      const counts = !facts.foreign && !seen.has(facts.digest);
      seen.add(facts.digest);
      return counts;
    });
}

/**
 * The compressed bytes of layers, each digest once, without foreign ones: what a node without any of them fetches.
 *
 * @public
 */
export function compressedBytesOf(layers: readonly LayerFacts[]): number {
  return servedLayers(layers).reduce(
    (sum, { facts }) => sum + facts.compressedBytes,
    0,
  );
}

/** The layers of a version that the version before lacks, bottom first. */
export function fetchedAgain({ image, previous }: VersionChange) {
  const there = new Set(previous.layers.map(({ digest }) => digest));
  return servedLayers(image.layers).filter(
    ({ facts }) => !there.has(facts.digest),
  );
}
