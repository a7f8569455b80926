import CompareArrows from '@material-ui/icons/CompareArrows';
import {
  formatBytes,
  formatCount,
  formatPlatform,
  ImagePage,
  ServiceImage,
} from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { Load, useLoad } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { TabFilters } from '../../hooks/useTabFilters';
import { knowsLayers } from '../../images/layers';
import { imageName } from '../../images/names';
import { ActionButton } from '../ActionButton';
import { Bones } from '../NeedsScorecard';
import { Section } from '../Section';
import { CompareVersions } from './CompareVersions';
import { LayersBody } from './LayersBody';
import { LayersFinding } from './LayersFinding';
import { VersionState } from './VersionState';

/** The layers of one image: what each is, and what of them comes again. */
export function LayersSection(props: {
  entityRef: string;
  /** The images, of which one is shown. */
  load: Load<ImagePage>;
  image?: ServiceImage;
  filters: TabFilters;
  change: (filters: Partial<TabFilters>) => void;
  narrow: boolean;
}) {
  const { entityRef, load, image, filters, change, narrow } = props;
  const { cluster, version, comparedWith } = filters;
  const t = usePullTranslation();
  const [opened, setOpened] = useState(false);
  const chosen = useLoad(
    image && version
      ? ['images', entityRef, cluster, version, comparedWith].join(' ')
      : undefined,
    api =>
      api.listImages({ entityRef, cluster, digest: version, comparedWith }),
  );
  if (!image) {
    return load.value ? null : (
      <Section title={t('images.layers.titleNone')} busy={load.loading}>
        {load.error ? t('images.layers.needsImages') : <Bones />}
      </Section>
    );
  }
  const shown = version ? chosen.value?.items[0] : image;
  const open = opened || version !== undefined;
  const close = () => {
    setOpened(false);
    change({ version: undefined, comparedWith: undefined });
  };
  const comparable = image.versions.length > 1 || version !== undefined;
  return (
    <Section
      title={t('images.layers.title', {
        image: imageName((shown ?? image).reference).name,
      })}
      note={shown && <Note image={shown} />}
      busy={!shown && chosen.loading}
      action={
        comparable && (
          <ActionButton
            aria-expanded={open}
            startIcon={<CompareArrows fontSize="inherit" aria-hidden />}
            onClick={() => (open ? close() : setOpened(true))}
          >
            {open
              ? t('images.layers.closeCompare')
              : t('images.layers.compare')}
          </ActionButton>
        )
      }
      finding={shown && knowsLayers(shown) && <LayersFinding image={shown} />}
    >
      {open && (
        <CompareVersions image={image} filters={filters} change={change} />
      )}
      {shown ? (
        <LayersBody
          image={shown}
          isComparison={version !== undefined && comparedWith !== undefined}
          narrow={narrow}
        />
      ) : (
        <VersionState load={chosen} />
      )}
    </Section>
  );
}

function Note(props: { image: ServiceImage }) {
  const { compressedBytes, layers, platform } = props.image;
  const t = usePullTranslation();
  const parts = [
    compressedBytes !== undefined &&
      t('images.layers.note', {
        size: formatBytes(compressedBytes, { decimals: 1 }),
        count: layers.length,
        formatted: formatCount(layers.length),
      }),
    platform && formatPlatform(platform),
  ];
  return <>{parts.filter(Boolean).join(' · ')}</>;
}
