import { makeStyles } from '@material-ui/core/styles';
import { formatCount, Problem } from 'backstage-plugin-pull-performance-common';
import { formatMoment, sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { CodeBlock } from '../CodeBlock';
import { CopyButton } from '../CopyButton';
import { splitYaml } from './splitYaml';

const useStyles = makeStyles(
  theme => ({
    list: { margin: 0, paddingLeft: 18 },
    text: { margin: '2px 0' },
    second: { color: pullColors(theme).secondText },
  }),
  { name: 'PullPerformanceProblems' },
);

/** What is missing, why, and what to do; a rule to apply can be copied. */
export function Problems(props: { problems: Problem[] }) {
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <ul className={classes.list}>
      {props.problems.map(problem => {
        const { text, yaml } = splitYaml(problem.next);
        return (
          <li key={`${problem.code} ${problem.what}`}>
            <p className={classes.text}>
              <b>{sentences(problem.what)}</b> {sentences(problem.why)}{' '}
              <span className={classes.second}>
                {t('tab.collection.seen', {
                  count: problem.count,
                  formatted: formatCount(problem.count),
                  time: formatMoment(problem.lastSeenAt),
                })}
              </span>
            </p>
            <p className={classes.text}>
              <b>{t('tab.collection.next')}</b> {text}
            </p>
            {yaml && (
              <>
                <CodeBlock text={yaml} label={t('tab.collection.rule')} />
                <CopyButton text={yaml} label={t('tab.collection.copyRule')} />
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}
