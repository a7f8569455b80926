import { makeStyles } from '@material-ui/core/styles';
import { formatTimeOfDay } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { ActionButton } from '../ActionButton';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      alignItems: 'center',
      flexWrap: 'wrap',
      gap: 8,
      padding: '4px 16px',
      fontSize: 12.5,
      color: theme.palette.text.primary,
      backgroundColor: pullColors(theme).gradeTint.D,
    },
  }),
  { name: 'PullPerformanceOldDataNote' },
);

/** Says that the figures are old, and why. */
export function OldDataNote(props: {
  loadedAt: Date;
  message: string;
  retry: () => void;
}) {
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <div className={classes.root} role="note">
      {t('error.old', {
        time: formatTimeOfDay(props.loadedAt.toISOString()),
        message: props.message,
      })}
      <ActionButton onClick={props.retry}>{t('error.retry')}</ActionButton>
    </div>
  );
}
