import { makeStyles } from '@material-ui/core/styles';
import Check from '@material-ui/icons/Check';
import HelpOutline from '@material-ui/icons/HelpOutline';
import ReportProblemOutlined from '@material-ui/icons/ReportProblemOutlined';
import {
  formatCount,
  ParallelPulls,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { joinClasses, pullColors } from '../../theme';

const ICONS = {
  parallel: Check,
  serial: ReportProblemOutlined,
  unknown: HelpOutline,
};

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      root: {
        display: 'inline-flex',
        alignItems: 'center',
        gap: 5,
        whiteSpace: 'nowrap',
      },
      icon: { fontSize: 16 },
      parallel: {},
      serial: { color: colors.gradeFill.C, fontWeight: 500 },
      unknown: { color: colors.gradeFill.unknown },
      second: { fontSize: 12, color: colors.secondText },
    };
  },
  { name: 'PullPerformancePullMode' },
);

/** Whether a node pulls several images at once. */
export function PullMode(props: { pulls: ParallelPulls }) {
  const { mode, mostPulls, basis } = props.pulls;
  const classes = useStyles();
  const t = usePullTranslation();
  const Icon = ICONS[mode];
  return (
    <span title={basis}>
      <span className={joinClasses(classes.root, classes[mode])}>
        <Icon className={classes.icon} aria-hidden />
        {t(`nodes.mode.${mode}`)}
      </span>
      {mode === 'parallel' && mostPulls !== undefined && (
        <div className={classes.second}>
          {t('nodes.mode.upTo', { number: formatCount(mostPulls) })}
        </div>
      )}
    </span>
  );
}
