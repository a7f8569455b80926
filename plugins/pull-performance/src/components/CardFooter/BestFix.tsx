import { makeStyles } from '@material-ui/core/styles';
import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { joinClasses, pullColors } from '../../theme';
import { TemplateButton } from '../TemplateButton';

const useStyles = makeStyles(
  theme => ({
    root: { display: 'flex', alignItems: 'center', gap: 14 },
    stacked: { flexDirection: 'column', alignItems: 'stretch', gap: 9 },
    words: { flex: 1, minWidth: 0, overflowWrap: 'anywhere' },
    button: { flex: 'none' },
    second: { color: pullColors(theme).secondText },
  }),
  { name: 'PullPerformanceBestFix' },
);

/** What to do first, and why; what it would save is not predicted. */
export function BestFix(props: { scorecard: Scorecard; narrow: boolean }) {
  const { scorecard, narrow } = props;
  const [best] = scorecard.fixes;
  const classes = useStyles();
  const t = usePullTranslation();
  if (!best) {
    return <div className={classes.second}>{t('card.noFix')}</div>;
  }
  return (
    <div className={joinClasses(classes.root, narrow && classes.stacked)}>
      <div className={classes.words}>
        <b>{t('card.bestFix', { title: best.title })}</b>
        <br />
        <span>{best.why}</span>
      </div>
      <TemplateButton
        fix={best}
        variant="contained"
        className={classes.button}
      />
    </div>
  );
}
