import { makeStyles } from '@material-ui/core/styles';
import { Fix } from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';

const useStyles = makeStyles(
  theme => ({
    list: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1fr)',
      gap: 8,
      margin: '6px 0 0',
      padding: '0 0 0 22px',
      listStyle: 'none',
      fontSize: 13,
      overflowWrap: 'anywhere',
    },
    second: { color: pullColors(theme).secondText },
  }),
  { name: 'PullPerformanceUselessFixes' },
);

/** Each with the conditions that fail and what was measured. */
export function UselessFixes(props: { id: string; fixes: Fix[] }) {
  const { id, fixes } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <ul id={id} className={classes.list}>
      {fixes.map(fix => {
        const failed = fix.conditions.filter(({ state }) => state === 'unmet');
        return (
          <li key={fix.id}>
            <b>{fix.title}</b>
            {failed.length === 0 && <div>{sentences(fix.why)}</div>}
            {failed.map(({ id: condition, what, evidence }) => (
              <div key={condition}>
                {t('fixes.condition.unmet')}: {sentences(what)}{' '}
                <span className={classes.second}>{sentences(evidence)}</span>
              </div>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
