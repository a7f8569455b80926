import { Reason } from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';

/** What is so, why, and what to do. */
export function ReasonWords(props: { reason: Reason }) {
  const { what, why, next } = props.reason;
  const t = usePullTranslation();
  return (
    <>
      {sentences(what, why)}
      {next && (
        <>
          {' '}
          <b>{t('nodes.details.next')}</b> {sentences(next)}
        </>
      )}
    </>
  );
}
