import { makeStyles } from '@material-ui/core/styles';
import { useId, useState } from 'react';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { ActionButton } from '../ActionButton';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: 8,
      marginTop: 8,
    },
    input: {
      minHeight: 32,
      boxSizing: 'border-box',
      padding: '0 8px',
      border: `1px solid ${pullColors(theme).rule}`,
      borderRadius: 4,
      font: 'inherit',
      color: theme.palette.text.primary,
      colorScheme: theme.palette.type,
      backgroundColor: theme.palette.background.paper,
      '&:focus-visible': {
        outline: `2px solid ${theme.palette.primary.main}`,
        outlineOffset: 2,
      },
    },
    error: { flexBasis: '100%', margin: 0 },
  }),
  { name: 'PullPerformanceSinceForm' },
);

/** Asks for a time of the past, in UTC as all times of this plugin. */
export function SinceForm(props: {
  saving: boolean;
  save: (since: Date) => void;
}) {
  const { saving, save } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const [refused, setRefused] = useState(false);
  return (
    <form
      className={classes.root}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        // What the browser's field gives has no zone: it is meant in UTC.
        const since = new Date(`${text}Z`);
        const valid = since.getTime() <= Date.now();
        setRefused(!valid);
        if (valid) {
          save(since);
        }
      }}
    >
      <label htmlFor={id}>{t('changes.since')}</label>
      <input
        id={id}
        type="datetime-local"
        className={classes.input}
        value={text}
        max={new Date().toISOString().slice(0, 16)}
        aria-invalid={refused}
        aria-describedby={refused ? `${id}-error` : undefined}
        onChange={event => setText(event.target.value)}
      />
      <ActionButton type="submit" variant="outlined" disabled={saving}>
        {t('changes.save')}
      </ActionButton>
      {refused && (
        <p id={`${id}-error`} role="alert" className={classes.error}>
          {t('changes.sinceInvalid')}
        </p>
      )}
    </form>
  );
}
