import { makeStyles } from '@material-ui/core/styles';
import { PullPage } from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { Load, useLoad } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { OUTCOMES, TabFilters } from '../../hooks/useTabFilters';
import { daysBefore } from '../../scorecard/days';
import { pullColors } from '../../theme';
import { ActionButton } from '../ActionButton';
import { ErrorState } from '../ErrorState';
import { Bones } from '../NeedsScorecard';
import { Section } from '../Section';
import { SelectField } from '../SelectField';
import { PullsTable } from './PullsTable';

const PAGE_SIZE = 25;

const useStyles = makeStyles(
  theme => ({
    pager: {
      display: 'flex',
      alignItems: 'center',
      justifyContent: 'flex-end',
      gap: 10,
      paddingTop: 10,
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
  }),
  { name: 'PullPerformancePulls' },
);

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
  const classes = useStyles();
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
  const next = load.value?.nextCursor;
  return (
    <>
      <Page load={load} />
      {(cursors.length > 1 || next) && (
        <nav className={classes.pager} aria-label={t('tab.pulls.title')}>
          <span aria-live="polite">
            {t('tab.pulls.page', { page: String(cursors.length) })}
          </span>
          <ActionButton
            variant="outlined"
            disabled={cursors.length === 1}
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            {t('tab.pulls.newer')}
          </ActionButton>
          <ActionButton
            variant="outlined"
            disabled={!next}
            onClick={() => setCursors([...cursors, next])}
          >
            {t('tab.pulls.older')}
          </ActionButton>
        </nav>
      )}
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
