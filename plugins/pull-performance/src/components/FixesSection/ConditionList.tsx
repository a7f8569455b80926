import { makeStyles } from '@material-ui/core/styles';
import CheckCircleOutline from '@material-ui/icons/CheckCircleOutline';
import ErrorOutline from '@material-ui/icons/ErrorOutline';
import HelpOutline from '@material-ui/icons/HelpOutline';
import { FixCondition } from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { ReasonWords } from '../DiskDetails';

const icons = {
  met: CheckCircleOutline,
  unmet: ErrorOutline,
  unknown: HelpOutline,
};

const useStyles = makeStyles(
  theme => {
    const { gradeFill, secondText } = pullColors(theme);
    return {
      item: { display: 'flex', gap: 6, '& + &': { marginTop: 4 } },
      icon: { flex: 'none', fontSize: 16, marginTop: 2 },
      met: { color: gradeFill.A },
      unmet: { color: gradeFill.E },
      unknown: { color: gradeFill.unknown },
      second: { color: secondText },
    };
  },
  { name: 'PullPerformanceConditions' },
);

/** What must be so for a fix to be of use, and what is so. */
export function ConditionList(props: { conditions: FixCondition[] }) {
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <ul>
      {props.conditions.map(({ id, state, what, evidence, reason }) => {
        const Icon = icons[state];
        return (
          <li key={id} className={classes.item}>
            <Icon className={`${classes.icon} ${classes[state]}`} aria-hidden />
            <div>
              <b>{t(`fixes.condition.${state}`)}:</b> {sentences(what)}{' '}
              <span className={classes.second}>
                {reason ? <ReasonWords reason={reason} /> : sentences(evidence)}
              </span>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
