import { useState } from 'react';
import { firstShown } from '../../images/layers';
import { imageKey } from '../../images/names';
import { useLoad } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { TabFilters } from '../../hooks/useTabFilters';
import { LayersSection } from '../LayersSection';
import { Section } from '../Section';
import { ImagesList } from './ImagesList';
import { ImagesFinding } from './ImagesFinding';

const PAGE_SIZE = 25;

/** The images that run now, and below them the layers of the chosen one. */
export function ImagesSection(props: {
  entityRef: string;
  filters: TabFilters;
  change: (filters: Partial<TabFilters>) => void;
  narrow: boolean;
}) {
  // Images of another cluster begin at their first page.
  return <Pages key={props.filters.cluster ?? ''} {...props} />;
}

function Pages(props: {
  entityRef: string;
  filters: TabFilters;
  change: (filters: Partial<TabFilters>) => void;
  narrow: boolean;
}) {
  const { entityRef, filters, change, narrow } = props;
  const { cluster } = filters;
  const t = usePullTranslation();
  const [cursors, setCursors] = useState<(string | undefined)[]>([undefined]);
  const cursor = cursors[cursors.length - 1];
  const load = useLoad(['images', entityRef, cluster, cursor].join(' '), api =>
    api.listImages({ entityRef, cluster, limit: PAGE_SIZE, cursor }),
  );
  const page = load.value;
  const items = page?.items ?? [];
  const shown =
    items.find(image => imageKey(image) === filters.image) ?? firstShown(items);
  return (
    <>
      <Section
        title={t('images.title')}
        note={t('images.note')}
        busy={!page && load.loading}
        finding={page && items.length > 0 && <ImagesFinding page={page} />}
      >
        <ImagesList
          load={load}
          shown={shown}
          choose={image =>
            change({
              image: imageKey(image),
              version: undefined,
              comparedWith: undefined,
            })
          }
          cursors={cursors}
          turn={setCursors}
        />
      </Section>
      <LayersSection
        key={shown && imageKey(shown)}
        entityRef={entityRef}
        load={load}
        image={shown}
        filters={filters}
        change={change}
        narrow={narrow}
      />
    </>
  );
}
