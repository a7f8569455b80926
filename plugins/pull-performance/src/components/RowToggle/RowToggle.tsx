import { makeStyles } from '@material-ui/core/styles';
import ChevronRight from '@material-ui/icons/ChevronRight';
import { ReactNode } from 'react';
import { joinClasses, pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => ({
    button: {
      display: 'flex',
      alignItems: 'flex-start',
      gap: 4,
      // Large enough to hit, without making the row higher.
      minHeight: 24,
      margin: '-3px 0',
      padding: '3px 0',
      border: 0,
      font: 'inherit',
      textAlign: 'left',
      color: theme.palette.text.primary,
      background: 'none',
      cursor: 'pointer',
      overflowWrap: 'anywhere',
      '&:focus-visible': {
        outline: `2px solid ${theme.palette.primary.main}`,
        outlineOffset: 2,
      },
    },
    icon: { flex: 'none', fontSize: 18, marginTop: -1 },
    open: { transform: 'rotate(90deg)' },
    second: {
      paddingLeft: 22,
      fontSize: 12,
      fontWeight: 400,
      color: pullColors(theme).secondText,
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'PullPerformanceRowToggle' },
);

/** Names a row, and opens what belongs to it. */
export function RowToggle(props: {
  open: boolean;
  toggle: () => void;
  /** Id of what it opens. */
  controls?: string;
  /** Below the name. */
  second?: ReactNode;
  children: ReactNode;
}) {
  const { open, toggle, controls, second, children } = props;
  const classes = useStyles();
  return (
    <>
      <button
        type="button"
        className={classes.button}
        aria-expanded={open}
        aria-controls={open ? controls : undefined}
        onClick={toggle}
      >
        <ChevronRight
          className={joinClasses(classes.icon, open && classes.open)}
          aria-hidden
        />
        <span>{children}</span>
      </button>
      {second && <div className={classes.second}>{second}</div>}
    </>
  );
}
