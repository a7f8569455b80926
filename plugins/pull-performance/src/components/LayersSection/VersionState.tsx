import HelpOutline from '@material-ui/icons/HelpOutline';
import { ImagePage } from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { Load } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { ErrorState } from '../ErrorState';
import { Bones } from '../NeedsScorecard';
import { StateMessage } from '../StateMessage';

/** Why a chosen version is not shown: it is on its way, failed, or is not known. */
export function VersionState(props: { load: Load<ImagePage> }) {
  const { value, error, failedAt, retry } = props.load;
  const t = usePullTranslation();
  if (value) {
    const { reason } = value;
    return (
      <StateMessage
        icon={HelpOutline}
        title={reason?.what ?? t('images.layers.unknownVersion')}
      >
        <p>
          {reason
            ? sentences(reason.why, reason.next)
            : t('images.layers.unknownVersionText')}
        </p>
      </StateMessage>
    );
  }
  return error && failedAt ? (
    <ErrorState error={error} failedAt={failedAt} retry={retry} />
  ) : (
    <Bones />
  );
}
