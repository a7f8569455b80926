import {
  formatShare,
  NodeDisk,
} from 'backstage-plugin-pull-performance-common';
import { ReactNode } from 'react';
import { formatGibibytes } from '../../format';
import { Translate } from '../../hooks/usePullTranslation';
import { Alternatives } from './Alternatives';
import { LimitList } from './LimitList';

/** What is known of an image disk, one fact after the other. */
export function diskFacts(
  t: Translate,
  disk: NodeDisk | undefined,
): { name: string; text: ReactNode }[] {
  return [
    {
      name: t('nodes.details.highest'),
      text: disk && (highestFigures(t, disk) || t('nodes.details.noFigure')),
    },
    {
      name: t('nodes.columns.capacity'),
      text: disk?.usedShare !== undefined && formatShare(disk.usedShare),
    },
    {
      name: t('nodes.details.disk'),
      text: disk && diskInWords(t, disk),
    },
    {
      name: t('nodes.details.limits'),
      text: disk && disk.limits.length > 0 && <LimitList disk={disk} />,
    },
    {
      name: t('nodes.details.alternatives'),
      text: disk && disk.alternatives.length > 0 && (
        <Alternatives disk={disk} />
      ),
    },
    {
      name: t('nodes.details.sources'),
      text: disk?.sources.length
        ? disk.sources.join(', ')
        : t('nodes.details.noSources'),
    },
  ];
}

/** A disk's name, kind and size: `P10, managed, 128 GiB`. */
export function diskInWords(t: Translate, disk: NodeDisk): string {
  const { kind, name, sizeBytes, tier } = disk;
  const nameTellsKind = name?.toLowerCase().includes(kind);
  return [
    name,
    !nameTellsKind && t(`nodes.kind.${kind}`),
    sizeBytes !== undefined && formatGibibytes(sizeBytes),
    tier,
  ]
    .filter(Boolean)
    .join(', ');
}

function highestFigures(t: Translate, disk: NodeDisk): string {
  const { iopsShare, bandwidthShare, ioPressureShare, queueDepth } = disk;
  const figure = (name: 'iops' | 'bandwidth' | 'ioPressure', share?: number) =>
    share !== undefined &&
    t(`nodes.details.figure.${name}`, { share: formatShare(share) });
  return [
    figure('iops', iopsShare),
    figure('bandwidth', bandwidthShare),
    figure('ioPressure', ioPressureShare),
    queueDepth !== undefined &&
      t('nodes.details.figure.queue', { number: queueDepth.toFixed(1) }),
  ]
    .filter(Boolean)
    .join(', ');
}
