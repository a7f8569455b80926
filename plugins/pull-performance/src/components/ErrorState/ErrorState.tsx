import ErrorOutline from '@material-ui/icons/ErrorOutline';
import Refresh from '@material-ui/icons/Refresh';
import { formatTimeOfDay } from 'backstage-plugin-pull-performance-common';
import { ReactNode } from 'react';
import { describeError } from '../../api/describeError';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { ActionButton } from '../ActionButton';
import { CopyButton } from '../CopyButton';
import { NoAccess } from '../NoAccess';
import { StateMessage } from '../StateMessage';

/** What failed, what to do, and the last good figures when there are some. */
export function ErrorState(props: {
  error: Error;
  failedAt: Date;
  retry: () => void;
  /** When the last good figures came, and how to show them. */
  old?: { loadedAt: Date; show: () => void };
  /** What a page that is not of an entity says when the reader may not see it. */
  noAccess?: ReactNode;
}) {
  const { error, failedAt, retry, old, noAccess = <NoAccess /> } = props;
  const t = usePullTranslation();
  const { kind, statusCode, message, details } = describeError(error, failedAt);
  if (kind === 'noAccess') {
    return <>{noAccess}</>;
  }
  let text: string = t('error.noAnswer', { message });
  if (kind === 'notInstalled') {
    text = t('error.notInstalled');
  } else if (statusCode !== undefined) {
    text = t('error.status', { status: String(statusCode), message });
  }
  return (
    <StateMessage
      error
      icon={ErrorOutline}
      title={t('error.title')}
      actions={
        <>
          <ActionButton
            variant="contained"
            startIcon={<Refresh fontSize="inherit" aria-hidden />}
            onClick={retry}
          >
            {t('error.retry')}
          </ActionButton>
          {old && (
            <ActionButton variant="outlined" onClick={old.show}>
              {t('error.showOld', {
                time: formatTimeOfDay(old.loadedAt.toISOString()),
              })}
            </ActionButton>
          )}
          <CopyButton text={details} label={t('error.copy')} />
        </>
      }
    >
      <p>{text}</p>
    </StateMessage>
  );
}
