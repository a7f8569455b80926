import {
  formatBytes,
  formatRange,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { LayerRow, layerRows } from '../../images/layers';
import { versionName } from '../../images/names';
import { LayerName } from './LayerName';

const MOST_VERSIONS = 5;
const FEWEST_VERSIONS = 3;
const MAIN_SHARE = 0.5;

const megabytes = (bytes: number) => formatBytes(bytes, { decimals: 1 });

/** What comes again with this version, what makes most of it, and whether others did so too. */
export function LayersFinding(props: { image: ServiceImage }) {
  const { image } = props;
  const { layers, previous, fetchedAgainBytes } = image;
  const t = usePullTranslation();
  if (layers.length === 0) {
    return <>{t('images.layers.none')}</>;
  }
  if (!previous) {
    return <>{t('images.layers.first')}</>;
  }
  const name = versionName(image, previous.digest);
  if (fetchedAgainBytes === undefined) {
    return <>{t('images.layers.previousUnknown', { previous: name })}</>;
  }
  const bytes = <b>{megabytes(fetchedAgainBytes)}</b>;
  if (fetchedAgainBytes === 0) {
    return <>{t('images.layers.nothingAgain', { bytes, previous: name })}</>;
  }
  return (
    <>
      {t('images.layers.again', { bytes, previous: name })}{' '}
      <Main image={image} again={fetchedAgainBytes} /> <Steady image={image} />
    </>
  );
}

/** The layer that makes most of what comes again. */
function Main(props: { image: ServiceImage; again: number }) {
  const t = usePullTranslation();
  const rows = layerRows(props.image).filter(({ state }) => state === 'again');
  const largest = rows.reduce<LayerRow | undefined>(
    (found, row) =>
      row.compressedBytes > (found?.compressedBytes ?? 0) ? row : found,
    undefined,
  );
  if (!largest) {
    return null;
  }
  const words = {
    bytes: megabytes(largest.compressedBytes),
    layer: <LayerName layer={largest} />,
  };
  return largest.compressedBytes >= MAIN_SHARE * props.again
    ? t('images.layers.one', words)
    : t('images.layers.largest', { ...words, number: String(rows.length) });
}

/** What the latest versions brought, where each of them brought something. */
function Steady(props: { image: ServiceImage }) {
  const t = usePullTranslation();
  const latest: number[] = [];
  for (const { fetchedAgainBytes } of props.image.versions) {
    if (!fetchedAgainBytes || latest.length === MOST_VERSIONS) {
      break;
    }
    latest.push(fetchedAgainBytes);
  }
  if (latest.length < FEWEST_VERSIONS) {
    return null;
  }
  return (
    <>
      {t('images.layers.steady', {
        number: String(latest.length),
        range: formatRange({
          low: Math.min(...latest),
          high: Math.max(...latest),
          format: megabytes,
        }),
      })}
    </>
  );
}
