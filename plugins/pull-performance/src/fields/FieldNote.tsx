import { makeStyles } from '@material-ui/core/styles';
import { Reason } from 'backstage-plugin-pull-performance-common';
import { describeError } from '../api/describeError';
import { ActionButton } from '../components/ActionButton';
import { ReasonWords } from '../components/DiskDetails';
import { Load } from '../hooks/useLoad';
import { usePullTranslation } from '../hooks/usePullTranslation';
import { pullColors } from '../theme';

const useStyles = makeStyles(
  theme => ({
    root: {
      margin: '6px 0 0',
      fontSize: 13,
      color: pullColors(theme).secondText,
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'PullPerformanceFieldNote' },
);

/** Why a field offers nothing: no service yet, on its way, failed, or nothing is known. Nothing where it offers something. */
export function FieldNote(props: {
  entityRef: string | undefined;
  load: Load<{ items: unknown[]; reason?: Reason }>;
}) {
  const { entityRef, load } = props;
  const { value, loading, error, failedAt, retry } = load;
  const classes = useStyles();
  const t = usePullTranslation();
  if (!entityRef) {
    return <p className={classes.root}>{t('form.noEntity')}</p>;
  }
  if (error && failedAt && !value) {
    const { message } = describeError(error, failedAt);
    return (
      <div role="alert" className={classes.root}>
        {t('form.failed', { message })}{' '}
        <ActionButton onClick={retry}>{t('form.retry')}</ActionButton>
      </div>
    );
  }
  if (!value) {
    return (
      <p role="status" className={classes.root}>
        {loading && t('form.loading')}
      </p>
    );
  }
  if (value.items.length > 0) {
    return null;
  }
  return (
    <p className={classes.root}>
      {value.reason && (
        <>
          <ReasonWords reason={value.reason} />{' '}
        </>
      )}
      {t('form.noWorkload')}
    </p>
  );
}
