import { stringifyEntityRef } from '@backstage/catalog-model';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useState } from 'react';
import { useContainerWidth } from '../../hooks/useContainerWidth';
import { useLoad } from '../../hooks/useLoad';
import { useWindowWords } from '../../hooks/useWindowWords';
import { detailsRouteRef } from '../../routes';
import { scorecardState } from '../../scorecard/cardState';
import { describeError } from '../../api/describeError';
import { CardFrame } from '../CardFrame';
import { CardSkeleton } from '../CardSkeleton';
import { ErrorState } from '../ErrorState';
import { NoCluster } from '../NoCluster';
import { NoData } from '../NoData';
import { NotLinked } from '../NotLinked';
import { OldDataNote } from '../OldDataNote';
import { CardData } from './CardData';

/** Narrower cards are stacked. */
const STACKED_BELOW_PIXELS = 420;

/** The scorecard of the entity of the page, as a card. */
export function EntityPullPerformanceCard() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const windowWords = useWindowWords();
  const detailsPath = useRouteRef(detailsRouteRef)?.();
  const [ref, width] = useContainerWidth();
  const narrow = width !== undefined && width < STACKED_BELOW_PIXELS;
  const { value, loadedAt, loading, error, failedAt, retry } = useLoad(
    `scorecard ${entityRef}`,
    api => api.getScorecard({ entityRef }),
  );
  const [oldShownAt, setOldShownAt] = useState<Date>();
  const oldShown = error !== undefined && oldShownAt === failedAt;
  const frame = { narrow, busy: loading };

  if (error && failedAt && !oldShown) {
    return (
      <div ref={ref}>
        <CardFrame {...frame}>
          <ErrorState
            error={error}
            failedAt={failedAt}
            retry={retry}
            old={loadedAt && { loadedAt, show: () => setOldShownAt(failedAt) }}
          />
        </CardFrame>
      </div>
    );
  }
  if (!value) {
    return (
      <div ref={ref}>
        <CardFrame {...frame}>
          <CardSkeleton />
        </CardFrame>
      </div>
    );
  }
  const state = scorecardState(value);
  const hasDetails = state === 'data' || state === 'noData';
  return (
    <div ref={ref}>
      <CardFrame
        {...frame}
        note={hasDetails ? windowWords(value.window) : undefined}
        detailsPath={hasDetails ? detailsPath : undefined}
      >
        {error && failedAt && loadedAt && (
          <OldDataNote
            loadedAt={loadedAt}
            message={describeError(error, failedAt).message}
            retry={retry}
          />
        )}
        {state === 'noCluster' && <NoCluster entity={entity} />}
        {state === 'notLinked' && <NotLinked entity={entity} />}
        {state === 'noData' && <NoData entity={entity} scorecard={value} />}
        {state === 'data' && <CardData scorecard={value} narrow={narrow} />}
      </CardFrame>
    </div>
  );
}
