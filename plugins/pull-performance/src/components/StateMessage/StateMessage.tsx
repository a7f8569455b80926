import { makeStyles } from '@material-ui/core/styles';
import SvgIcon from '@material-ui/core/SvgIcon';
import { ReactNode } from 'react';
import { joinClasses, pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1fr)',
      gap: 10,
      padding: '2px 16px 16px',
      fontSize: 13.5,
      '& p': { margin: 0 },
      '& code': {
        fontFamily: '"DejaVu Sans Mono", Menlo, Consolas, monospace',
        fontSize: '0.86em',
        overflowWrap: 'anywhere',
      },
    },
    title: {
      display: 'flex',
      alignItems: 'center',
      gap: 8,
      margin: 0,
      fontSize: 15,
      fontWeight: 700,
      overflowWrap: 'anywhere',
    },
    error: { color: pullColors(theme).gradeFill.E },
    icon: { fontSize: 20 },
    actions: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: 10,
    },
  }),
  { name: 'PullPerformanceStateMessage' },
);

/** What is so, why, and what to do, in place of figures. */
export function StateMessage(props: {
  icon: typeof SvgIcon;
  title: string;
  /** An error is announced at once. */
  error?: boolean;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const { icon: Icon, title, error, children, actions } = props;
  const classes = useStyles();
  return (
    <div className={classes.root} role={error ? 'alert' : undefined}>
      <h3 className={joinClasses(classes.title, error && classes.error)}>
        <Icon className={classes.icon} aria-hidden />
        {title}
      </h3>
      {children}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
