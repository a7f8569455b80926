import { Link } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { Change, formatDay } from 'backstage-plugin-pull-performance-common';
import { formatMoment } from '../../format';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { joinClasses, pullColors } from '../../theme';
import { ReasonWords } from '../DiskDetails';
import { BeforeAfter } from './BeforeAfter';
import { ConfirmRollout } from './ConfirmRollout';

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      list: { margin: 0, padding: 0, listStyle: 'none' },
      item: {
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1.1fr)',
        columnGap: 24,
        rowGap: 8,
        padding: '11px 0',
        borderTop: `1px solid ${colors.border}`,
        fontSize: 13,
        overflowWrap: 'anywhere',
      },
      narrow: { gridTemplateColumns: 'minmax(0, 1fr)' },
      title: { margin: 0, fontSize: 14, fontWeight: 700, lineHeight: 1.35 },
      day: { color: colors.secondText, fontWeight: 400 },
      line: { margin: '3px 0 0' },
      second: { color: colors.secondText },
    };
  },
  { name: 'PullPerformanceChanges' },
);

/** Each change: what, since when it runs, and what was measured. */
export function ChangeList(props: {
  changes: Change[];
  narrow: boolean;
  /** After a user said that one runs. */
  reload: () => void;
}) {
  const { changes, narrow, reload } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <ul className={classes.list} aria-label={t('changes.list')}>
      {changes.map(change => (
        <li
          key={change.id}
          className={joinClasses(classes.item, narrow && classes.narrow)}
        >
          <div>
            <h3 className={classes.title}>
              <span className={classes.day}>
                {formatDay(change.recordedAt)}
              </span>{' '}
              {change.title}
            </h3>
            <p className={classes.line}>{stateInWords(t, change)}</p>
            {isWebAddress(change.url) && (
              <p className={classes.line}>
                <Link
                  to={change.url}
                  aria-label={t('changes.linkOf', { title: change.title })}
                >
                  {t('changes.link')}
                </Link>
              </p>
            )}
            {change.state === 'recorded' && (
              <ConfirmRollout change={change} done={reload} />
            )}
          </div>
          <div>
            <BeforeAfter change={change} narrow={narrow} />
            {change.reason && (
              <p className={joinClasses(classes.line, classes.second)}>
                <ReasonWords reason={change.reason} />
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Since when it runs and how that is known, or that it does not run yet. */
function stateInWords(t: Translate, change: Change): string {
  const { rolledOutAt, rolledOutBy, clusters = [], recordedAt } = change;
  const recordedOn = formatMoment(recordedAt);
  if (!rolledOutAt) {
    return t('changes.recorded', { time: recordedOn });
  }
  let how: string = t('changes.byUser');
  if (rolledOutBy === 'marker') {
    how =
      clusters.length > 0
        ? t('changes.byMarker', { clusters: clusters.join(', ') })
        : t('changes.byMarkerAnywhere');
  }
  return [
    t('changes.runs', { time: formatMoment(rolledOutAt) }),
    how,
    t('changes.recordedOn', { time: recordedOn }),
  ].join('; ');
}

/** Nothing else is made a link, whatever was recorded. */
function isWebAddress(url: string | undefined): url is string {
  return url !== undefined && /^https?:\/\//i.test(url);
}
