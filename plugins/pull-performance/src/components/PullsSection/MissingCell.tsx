import { makeStyles } from '@material-ui/core/styles';
import {
  Estimate,
  formatRange,
} from 'backstage-plugin-pull-performance-common';
import { megabytesCell, NO_VALUE } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors, visuallyHidden } from '../../theme';

const useStyles = makeStyles(
  theme => {
    const color = pullColors(theme).secondText;
    return {
      second: { color },
      basis: {
        width: '26ch',
        marginTop: 2,
        marginLeft: 'auto',
        fontSize: 12,
        whiteSpace: 'normal',
        color,
      },
      spoken: visuallyHidden,
    };
  },
  { name: 'PullPerformanceMissingCell' },
);

/** What the node lacked, between what it may lie when that is not certain, and what it stands on. */
export function MissingCell(props: {
  estimate?: Estimate;
  /** Shows what the figure stands on, which is read aloud in any case. */
  explained: boolean;
}) {
  const { estimate, explained } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  if (!estimate) {
    return <>{NO_VALUE}</>;
  }
  const { value, low, high, basis } = estimate;
  const shown = megabytesCell(value);
  const range = formatRange({ low, high, format: megabytesCell });
  return (
    <div title={explained ? undefined : basis}>
      {shown}
      {range !== shown && (
        <div className={classes.second}>
          {t('tab.pulls.estimated', { range })}
        </div>
      )}
      <div className={explained ? classes.basis : classes.spoken}>{basis}</div>
    </div>
  );
}
