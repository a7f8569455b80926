import { makeStyles } from '@material-ui/core/styles';
import CheckCircleOutline from '@material-ui/icons/CheckCircleOutline';
import ErrorOutline from '@material-ui/icons/ErrorOutline';
import HelpOutline from '@material-ui/icons/HelpOutline';
import ReportProblemOutlined from '@material-ui/icons/ReportProblemOutlined';
import {
  ClusterCollection,
  formatCount,
  formatSeconds,
} from 'backstage-plugin-pull-performance-common';
import { formatMoment } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { Section } from '../Section';
import { Problems } from './Problems';

const STATES = [
  'starting',
  'collecting',
  'degraded',
  'failing',
  'skipped',
] as const;
type State = (typeof STATES)[number];

const ICONS = {
  starting: HelpOutline,
  collecting: CheckCircleOutline,
  degraded: ReportProblemOutlined,
  failing: ErrorOutline,
  skipped: HelpOutline,
};

const useStyles = makeStyles(
  theme => {
    const { gradeFill, secondText, border } = pullColors(theme);
    return {
      cluster: {
        padding: '9px 0 10px',
        borderTop: `1px solid ${border}`,
        fontSize: 13,
        overflowWrap: 'anywhere',
        '&:first-child': { borderTop: 0, paddingTop: 0 },
      },
      head: {
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: '2px 12px',
      },
      name: { margin: 0, fontSize: 14, fontWeight: 700 },
      state: {
        display: 'inline-flex',
        alignItems: 'center',
        gap: 5,
        fontWeight: 500,
      },
      icon: { fontSize: 18 },
      starting: { color: gradeFill.unknown },
      collecting: { color: gradeFill.A },
      degraded: { color: gradeFill.C },
      failing: { color: gradeFill.E },
      skipped: { color: gradeFill.unknown },
      second: { color: secondText, fontSize: 12 },
      subtitle: { margin: '8px 0 2px', fontSize: 13, fontWeight: 700 },
      list: { margin: 0, paddingLeft: 18 },
    };
  },
  { name: 'PullPerformanceCollection' },
);

/** How each cluster is read: what is missing, why, and what to do. */
export function CollectionSection(props: { collection: ClusterCollection[] }) {
  const { collection } = props;
  const t = usePullTranslation();
  const bad = collection.filter(
    ({ state, problems }) => state !== 'collecting' || problems.length > 0,
  );
  return (
    <Section
      title={t('tab.collection.title')}
      finding={
        bad.length === 0
          ? t('tab.collection.allGood', {
              count: collection.length,
              formatted: formatCount(collection.length),
            })
          : t('tab.collection.finding', {
              count: bad.length,
              formatted: formatCount(bad.length),
              clusters: bad.map(({ cluster }) => cluster).join(', '),
            })
      }
    >
      {collection.map(cluster => (
        <Cluster key={cluster.cluster} collection={cluster} />
      ))}
    </Section>
  );
}

function Cluster(props: { collection: ClusterCollection }) {
  const { cluster, title, problems, gaps } = props.collection;
  const classes = useStyles();
  const t = usePullTranslation();
  const state = STATES.find(known => known === props.collection.state);
  return (
    <div className={classes.cluster}>
      <div className={classes.head}>
        <h3 className={classes.name}>{title ?? cluster}</h3>
        {state && <StateWords state={state} />}
        <Facts collection={props.collection} />
      </div>
      {problems.length > 0 && (
        <>
          <h4 className={classes.subtitle}>{t('tab.collection.problems')}</h4>
          <Problems problems={problems} />
        </>
      )}
      {gaps.length > 0 && (
        <>
          <h4 className={classes.subtitle}>{t('tab.collection.gaps')}</h4>
          <ul className={classes.list}>
            {gaps.map(({ from, to, why }) => (
              <li key={`${from} ${to}`}>
                {t('tab.collection.gap', {
                  from: formatMoment(from),
                  to: formatMoment(to),
                  why,
                })}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function StateWords(props: { state: State }) {
  const { state } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const Icon = ICONS[state];
  return (
    <span className={`${classes.state} ${classes[state]}`}>
      <Icon className={classes.icon} aria-hidden />
      {t(`tab.collection.state.${state}`)}
    </span>
  );
}

function Facts(props: { collection: ClusterCollection }) {
  const { lastSuccessAt, lagSeconds, unownedPulls } = props.collection;
  const classes = useStyles();
  const t = usePullTranslation();
  const facts = [
    lastSuccessAt
      ? t('tab.collection.lastSuccess', { time: formatMoment(lastSuccessAt) })
      : t('tab.collection.never'),
    lagSeconds !== undefined &&
      t('tab.collection.lag', { lag: formatSeconds(lagSeconds) }),
    unownedPulls > 0 &&
      t('tab.collection.unowned', {
        count: unownedPulls,
        formatted: formatCount(unownedPulls),
      }),
  ];
  return (
    <span className={classes.second}>{facts.filter(Boolean).join(' · ')}</span>
  );
}
