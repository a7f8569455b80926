import { useEntity } from '@backstage/plugin-catalog-react';
import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { describeError } from '../../api/describeError';
import { Load } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { scorecardState } from '../../scorecard/cardState';
import { ErrorState } from '../ErrorState';
import { GradeStrip } from '../GradeStrip';
import { Bones } from '../NeedsScorecard';
import { NoData } from '../NoData';
import { OldDataNote } from '../OldDataNote';
import { Section } from '../Section';

/** The grade strip, or why there is none. */
export function StripState(props: { load: Load<Scorecard>; narrow: boolean }) {
  const { load, narrow } = props;
  const { value, loadedAt, loading, error, failedAt, retry } = load;
  const { entity } = useEntity();
  const t = usePullTranslation();
  if (!value) {
    return (
      <Section title={t('tab.strip')} busy={loading}>
        {error && failedAt ? (
          <ErrorState error={error} failedAt={failedAt} retry={retry} />
        ) : (
          <Bones height={56} />
        )}
      </Section>
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
      {scorecardState(value) === 'data' ? (
        <GradeStrip scorecard={value} narrow={narrow} />
      ) : (
        <Section title={t('tab.strip')} busy={loading}>
          <NoData
            entity={entity}
            scorecard={value}
            words={{
              title: t('tab.noData.title'),
              text: t('tab.noData.text'),
            }}
          />
        </Section>
      )}
    </>
  );
}
