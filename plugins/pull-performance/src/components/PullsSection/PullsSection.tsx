import { PullPage } from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { Load, useLoad } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { OUTCOMES, TabFilters } from '../../hooks/useTabFilters';
import { daysBefore } from '../../scorecard/days';
import { ErrorState } from '../ErrorState';
import { Bones } from '../NeedsScorecard';
import { Pager } from '../Pager';
import { Section } from '../Section';
import { SelectField } from '../SelectField';
import { PullsTable } from './PullsTable';

const PAGE_SIZE = 25;

/** Single pulls, newest first; the server gives one page at a time. */
export function PullsSection(props: {
  entityRef: string;
  filters: TabFilters;
  change: (filters: Partial<TabFilters>) => void;
}) {
  const { entityRef, filters, change } = props;
  const t = usePullTranslation();
  const question = [filters.days, filters.cluster, filters.outcome].join(' ');
  return (
    <Section
      title={t('tab.pulls.title')}
      note={t('tab.pulls.note')}
      action={
        <SelectField
          label={t('tab.outcome')}
          value={filters.outcome ?? ''}
          options={[
            { value: '' as const, label: t('tab.allOutcomes') },
            ...OUTCOMES.map(outcome => ({
              value: outcome,
              label: t(`outcome.${outcome}`),
            })),
          ]}
          onChange={outcome => change({ outcome: outcome || undefined })}
        />
      }
    >
      <Pages key={question} entityRef={entityRef} filters={filters} />
    </Section>
  );
}

/** The pages of one question; another question begins at its first page. */
function Pages(props: { entityRef: string; filters: TabFilters }) {
  const { entityRef, filters } = props;
  const { days, cluster, outcome } = filters;
  const t = usePullTranslation();
  // The cursors of the pages up to the shown one; the first page needs none.
  const [cursors, setCursors] = useState<(string | undefined)[]>([undefined]);
  // All pages must be about the same time.
  const [from] = useState(() => daysBefore(new Date(), days).toISOString());
  const cursor = cursors[cursors.length - 1];
  const load = useLoad(
    ['pulls', entityRef, days, cluster, outcome, cursor].join(' '),
    api =>
      api.listPulls({
        entityRef,
        from,
        cluster,
        outcome,
        limit: PAGE_SIZE,
        cursor,
      }),
  );
  return (
    <>
      <Page load={load} />
      <Pager
        label={t('tab.pulls.title')}
        words={{
          page: t('tab.pulls.page', { page: String(cursors.length) }),
          newer: t('tab.pulls.newer'),
          older: t('tab.pulls.older'),
        }}
        cursors={cursors}
        next={load.value?.nextCursor}
        change={setCursors}
      />
    </>
  );
}

function Page(props: { load: Load<PullPage> }) {
  const { value, error, failedAt, retry } = props.load;
  const t = usePullTranslation();
  if (value) {
    return value.items.length > 0 ? (
      <PullsTable pulls={value.items} />
    ) : (
      <>{t('tab.pulls.empty')}</>
    );
  }
  return error && failedAt ? (
    <ErrorState error={error} failedAt={failedAt} retry={retry} />
  ) : (
    <Bones height={240} />
  );
}
