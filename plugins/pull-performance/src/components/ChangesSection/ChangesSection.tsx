import { ChangePage } from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { describeError } from '../../api/describeError';
import { Load, useLoad } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { ErrorState } from '../ErrorState';
import { Bones } from '../NeedsScorecard';
import { OldDataNote } from '../OldDataNote';
import { Pager } from '../Pager';
import { Section } from '../Section';
import { ChangeList } from './ChangeList';

const PAGE_SIZE = 10;

/** The fixes that were applied to the entity, with what was measured before and after. */
export function ChangesSection(props: { entityRef: string; narrow: boolean }) {
  const { entityRef, narrow } = props;
  const t = usePullTranslation();
  const [cursors, setCursors] = useState<(string | undefined)[]>([undefined]);
  const cursor = cursors[cursors.length - 1];
  const load = useLoad(['changes', entityRef, cursor].join(' '), api =>
    api.listChanges({ entityRef, limit: PAGE_SIZE, cursor }),
  );
  const page = load.value;
  return (
    <Section
      title={t('changes.title')}
      note={page && page.items.length > 0 && t('changes.note')}
      busy={!page && load.loading}
    >
      <ChangesState load={load} narrow={narrow} />
      <Pager
        label={t('changes.title')}
        words={{
          page: t('changes.page', { page: String(cursors.length) }),
          newer: t('changes.newer'),
          older: t('changes.older'),
        }}
        cursors={cursors}
        next={page?.nextCursor}
        change={setCursors}
      />
    </Section>
  );
}

function ChangesState(props: { load: Load<ChangePage>; narrow: boolean }) {
  const { load, narrow } = props;
  const { value, loadedAt, error, failedAt, retry } = load;
  const t = usePullTranslation();
  if (!value) {
    return error && failedAt ? (
      <ErrorState error={error} failedAt={failedAt} retry={retry} />
    ) : (
      <Bones />
    );
  }
  return (
    <>
      {error && failedAt && loadedAt && (
        <OldDataNote
          loadedAt={loadedAt}
          message={describeError(error, failedAt).message}
          retry={retry}
        />
      )}
      {value.items.length === 0 ? (
        t('changes.empty')
      ) : (
        <ChangeList changes={value.items} narrow={narrow} reload={retry} />
      )}
    </>
  );
}
