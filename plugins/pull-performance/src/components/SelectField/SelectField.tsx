import { makeStyles } from '@material-ui/core/styles';
import { useId } from 'react';
import { pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      root: {
        display: 'inline-flex',
        alignItems: 'center',
        gap: 8,
        height: 34,
        boxSizing: 'border-box',
        padding: '0 4px 0 12px',
        border: `1px solid ${colors.rule}`,
        borderRadius: 4,
        backgroundColor: theme.palette.background.paper,
        fontSize: 13,
        whiteSpace: 'nowrap',
        '&:focus-within': {
          outline: `2px solid ${theme.palette.primary.main}`,
          outlineOffset: 2,
        },
      },
      label: { color: colors.secondText },
      select: {
        height: 30,
        maxWidth: 220,
        padding: '0 4px',
        border: 0,
        outline: 0,
        font: 'inherit',
        color: theme.palette.text.primary,
        backgroundColor: theme.palette.background.paper,
        cursor: 'pointer',
      },
    };
  },
  { name: 'PullPerformanceSelectField' },
);

/** A choice with its label inside the frame; the browser's own list, so that every keyboard and reader knows it. */
export function SelectField<T extends string>(props: {
  label: string;
  value: T;
  options: { value: T; label: string }[];
  onChange: (value: T) => void;
}) {
  const { label, value, options, onChange } = props;
  const classes = useStyles();
  const id = useId();
  return (
    <span className={classes.root}>
      <label htmlFor={id} className={classes.label}>
        {label}
      </label>
      <select
        id={id}
        className={classes.select}
        value={value}
        onChange={event => {
          const chosen = options.find(
            option => option.value === event.target.value,
          );
          if (chosen) {
            onChange(chosen.value);
          }
        }}
      >
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}
