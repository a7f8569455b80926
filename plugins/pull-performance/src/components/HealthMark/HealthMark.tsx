import { makeStyles } from '@material-ui/core/styles';
import CheckCircleOutline from '@material-ui/icons/CheckCircleOutline';
import ErrorOutline from '@material-ui/icons/ErrorOutline';
import HelpOutline from '@material-ui/icons/HelpOutline';
import ReportProblemOutlined from '@material-ui/icons/ReportProblemOutlined';
import StorageOutlined from '@material-ui/icons/StorageOutlined';
import { NodeHealth } from 'backstage-plugin-pull-performance-common';
import { ReactNode } from 'react';
import { joinClasses, pullColors } from '../../theme';

const ICONS = {
  throttled: ErrorOutline,
  full: StorageOutlined,
  busy: ReportProblemOutlined,
  healthy: CheckCircleOutline,
  unknown: HelpOutline,
};

const useStyles = makeStyles(
  theme => {
    const { gradeFill } = pullColors(theme);
    return {
      root: {
        display: 'inline-flex',
        alignItems: 'center',
        gap: 5,
        fontWeight: 500,
        whiteSpace: 'nowrap',
      },
      icon: { fontSize: 16 },
      throttled: { color: gradeFill.E },
      full: { color: gradeFill.E },
      busy: { color: gradeFill.C },
      healthy: { color: gradeFill.A },
      unknown: { color: gradeFill.unknown },
    };
  },
  { name: 'PullPerformanceHealthMark' },
);

/** A node's health: shape, colour and a word or a count, never the colour alone. */
export function HealthMark(props: { health: NodeHealth; children: ReactNode }) {
  const { health, children } = props;
  const classes = useStyles();
  const Icon = ICONS[health];
  return (
    <span className={joinClasses(classes.root, classes[health])}>
      <Icon className={classes.icon} aria-hidden />
      {children}
    </span>
  );
}
