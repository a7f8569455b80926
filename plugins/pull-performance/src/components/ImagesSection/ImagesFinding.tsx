import {
  formatBytes,
  formatCount,
  ImagePage,
} from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { knowsLayers } from '../../images/layers';
import { imageName } from '../../images/names';

const MOST_REASONS = 2;

/** How many images run, which is the largest, and of how many the layers are known. */
export function ImagesFinding(props: { page: ImagePage }) {
  const { items, totalItems } = props.page;
  const t = usePullTranslation();
  const known = items.filter(knowsLayers).length;
  const largest = items.reduce<{ name: string; bytes: number } | undefined>(
    (found, { reference, compressedBytes, totalBytes }) => {
      const bytes = compressedBytes ?? totalBytes;
      return bytes !== undefined && bytes > (found?.bytes ?? 0)
        ? { name: imageName(reference).name, bytes }
        : found;
    },
    undefined,
  );
  const count = Math.max(totalItems, items.length);
  const reasons = items
    .filter(image => !knowsLayers(image) && image.reason)
    .slice(0, MOST_REASONS)
    .map(({ reference, reason }) =>
      t('images.unknownReason', {
        image: imageName(reference).name,
        reason: reason?.what ?? '',
      }),
    );
  const all = count === items.length;
  return (
    <>
      {t('images.finding', { count, formatted: formatCount(count) })}{' '}
      {all &&
        count > 1 &&
        largest &&
        t('images.largest', {
          image: largest.name,
          size: formatBytes(largest.bytes),
        })}{' '}
      {known < items.length &&
        t('images.partial', {
          known: String(known),
          all: String(items.length),
        })}{' '}
      {sentences(...reasons)}
    </>
  );
}
