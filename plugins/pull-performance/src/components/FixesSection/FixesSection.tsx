import { FixPage, formatCount } from 'backstage-plugin-pull-performance-common';
import { describeError } from '../../api/describeError';
import { Load, useLoad } from '../../hooks/useLoad';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { TabFilters } from '../../hooks/useTabFilters';
import { daysBefore } from '../../scorecard/days';
import { ErrorState } from '../ErrorState';
import { Bones } from '../NeedsScorecard';
import { OldDataNote } from '../OldDataNote';
import { Section } from '../Section';
import { FixesBody } from './FixesBody';

/** There are fewer kinds of fixes. */
const MOST_FIXES = 100;

/** What could be done about the pulls of the entity, best first. */
export function FixesSection(props: {
  entityRef: string;
  filters: TabFilters;
  narrow: boolean;
}) {
  const { entityRef, filters, narrow } = props;
  const { days, cluster } = filters;
  const t = usePullTranslation();
  const load = useLoad(
    ['fixes', entityRef, days, cluster].join(' '),
    async api =>
      api.listFixes({
        entityRef,
        from: daysBefore(new Date(), days).toISOString(),
        cluster,
        limit: MOST_FIXES,
      }),
  );
  const page = load.value;
  return (
    <Section
      title={t('fixes.title')}
      note={
        page?.items.some(({ state }) => state === 'applies') && t('fixes.note')
      }
      busy={!page && load.loading}
      finding={page && page.items.length > 0 && finding(t, page)}
    >
      <FixesState load={load} narrow={narrow} />
    </Section>
  );
}

function FixesState(props: { load: Load<FixPage>; narrow: boolean }) {
  const { load, narrow } = props;
  const { value, loadedAt, error, failedAt, retry } = load;
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
      <FixesBody page={value} narrow={narrow} />
    </>
  );
}

/** How many apply, and how many might. */
function finding(t: Translate, { items }: FixPage): string {
  const countOf = (state: string) => {
    const count = items.filter(fix => fix.state === state).length;
    return { count, formatted: formatCount(count) };
  };
  const applying = countOf('applies');
  const unknown = countOf('unknown');
  if (applying.count === 0) {
    return unknown.count === 0
      ? t('fixes.findingNone')
      : t('fixes.findingOnlyUnknown', unknown);
  }
  const found = t('fixes.finding', applying);
  return unknown.count === 0
    ? found
    : `${found} ${t('fixes.findingUnknown', unknown)}`;
}
