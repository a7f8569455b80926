import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { makeStyles } from '@material-ui/core/styles';
import { toError } from '@backstage/errors';
import {
  Change,
  pullPerformanceChangeCreatePermission,
} from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { pullPerformanceApiRef } from '../../api';
import { describeError } from '../../api/describeError';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { ActionButton } from '../ActionButton';
import { SinceForm } from './SinceForm';

const useStyles = makeStyles(
  {
    actions: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: 8,
      marginTop: 8,
    },
    error: { margin: '6px 0 0' },
  },
  { name: 'PullPerformanceConfirmRollout' },
);

/** Lets those who may say that a change runs, now or since earlier, where no cluster shows it. */
export function ConfirmRollout(props: { change: Change; done: () => void }) {
  const { change, done } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const api = useApi(pullPerformanceApiRef);
  const { allowed } = usePermission({
    permission: pullPerformanceChangeCreatePermission,
  });
  const [chooses, setChooses] = useState(false);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<Error>();
  if (!allowed) {
    return null;
  }
  const confirm = async (since: Date) => {
    setSaving(true);
    setError(undefined);
    try {
      await api.confirmRollout({
        id: change.id,
        rolledOutAt: since.toISOString(),
      });
      done();
    } catch (caught) {
      setError(toError(caught));
    } finally {
      setSaving(false);
    }
  };
  const { title } = change;
  return (
    <>
      <div className={classes.actions}>
        <ActionButton
          variant="outlined"
          disabled={saving}
          aria-label={t('changes.confirmOf', { title })}
          onClick={() => confirm(new Date())}
        >
          {t('changes.confirm')}
        </ActionButton>
        <ActionButton
          aria-label={t('changes.earlierOf', { title })}
          aria-expanded={chooses}
          onClick={() => setChooses(!chooses)}
        >
          {t('changes.earlier')}
        </ActionButton>
      </div>
      {chooses && <SinceForm saving={saving} save={confirm} />}
      {error && (
        <p role="alert" className={classes.error}>
          {t('changes.confirmFailed', {
            message: describeError(error, new Date()).message,
          })}
        </p>
      )}
    </>
  );
}
