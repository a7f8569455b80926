import { parseInstruction } from '../../images/instruction';
import { plainName } from '../../score/evidence';
import { ImageLayer, ServiceImage } from '../../schema/openapi';
import { isAmount } from './amounts';

/** The image that runs with the most known bytes; absent while no size is known. */
export function largestImage(
  images: readonly ServiceImage[],
): ServiceImage | undefined {
  return largestOf(
    images.filter(({ running }) => running),
    ({ compressedBytes }) => compressedBytes,
  );
}

/** The layer with the most bytes. */
export function largestLayer(image: ServiceImage): ImageLayer | undefined {
  return largestOf(image.layers, ({ compressedBytes }) => compressedBytes);
}

/** The instruction that made a layer, in few characters. */
export function madeBy({ createdBy }: ImageLayer): string | undefined {
  const text = createdBy
    ? plainName(parseInstruction(createdBy.slice(0, 1000)).text, 60)
    : '';
  return text === '' ? undefined : text;
}

function largestOf<T>(
  items: readonly T[],
  bytesOf: (item: T) => number | undefined,
): T | undefined {
  let largest: { item: T; bytes: number } | undefined;
  for (const item of items) {
    const bytes = bytesOf(item);
    if (isAmount(bytes) && bytes > (largest?.bytes ?? 0)) {
      largest = { item, bytes };
    }
  }
  return largest?.item;
}
