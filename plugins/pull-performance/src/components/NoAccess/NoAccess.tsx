import LockOutlined from '@material-ui/icons/LockOutlined';
import { pullPerformanceScorecardReadPermission } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { Owners } from '../Owners';
import { StateMessage } from '../StateMessage';

/** The reader may not see pull data: which permission it takes, and whom to ask. */
export function NoAccess() {
  const t = usePullTranslation();
  return (
    <StateMessage icon={LockOutlined} title={t('noAccess.title')}>
      <p>
        {t('noAccess.permission', {
          permission: (
            <code>{pullPerformanceScorecardReadPermission.name}</code>
          ),
        })}{' '}
        <Owners fallback={t('noAccess.askAdmin')}>
          {owner => t('noAccess.askOwner', { owner })}
        </Owners>
      </p>
    </StateMessage>
  );
}
