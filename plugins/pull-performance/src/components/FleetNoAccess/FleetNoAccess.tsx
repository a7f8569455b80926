import LockOutlined from '@material-ui/icons/LockOutlined';
import { pullPerformanceFleetReadPermission } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { StateMessage } from '../StateMessage';

/** The reader may not see the fleet: which permission it takes, and whom to ask. */
export function FleetNoAccess() {
  const t = usePullTranslation();
  return (
    <StateMessage icon={LockOutlined} title={t('fleet.noAccess.title')}>
      <p>
        {t('fleet.noAccess.text', {
          permission: <code>{pullPerformanceFleetReadPermission.name}</code>,
        })}
      </p>
    </StateMessage>
  );
}
