import { Entity } from '@backstage/catalog-model';
import { makeStyles } from '@material-ui/core/styles';
import CheckCircleOutline from '@material-ui/icons/CheckCircleOutline';
import HelpOutline from '@material-ui/icons/HelpOutline';
import ReportProblemOutlined from '@material-ui/icons/ReportProblemOutlined';
import {
  ClusterCollection,
  fewestGradedPulls,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { ReactNode } from 'react';
import { formatMoment, sentences } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { GradeBadge } from '../GradeBadge';
import { KnownAreas } from './KnownAreas';

const SHOWN_WORKLOADS = 3;

const useStyles = makeStyles(
  theme => {
    const colors = pullColors(theme);
    return {
      hero: {
        display: 'grid',
        gridTemplateColumns: '56px minmax(0, 1fr)',
        gap: 14,
        alignItems: 'center',
        padding: '4px 16px 12px',
        borderBottom: `1px solid ${colors.border}`,
      },
      title: { margin: 0, fontSize: 16, fontWeight: 700 },
      note: { margin: 0, fontSize: 12, color: colors.secondText },
      steps: {
        display: 'grid',
        gap: 8,
        listStyle: 'none',
        margin: 0,
        padding: '12px 16px 16px',
        fontSize: 13.5,
        '& li': {
          display: 'grid',
          gridTemplateColumns: '20px minmax(0, 1fr)',
          gap: 10,
          overflowWrap: 'anywhere',
        },
        '& p': { margin: 0 },
      },
      icon: { fontSize: 20 },
      ok: { color: colors.gradeFill.A },
      open: { color: colors.gradeFill.unknown },
      bad: { color: colors.gradeFill.D },
    };
  },
  { name: 'PullPerformanceNoData' },
);

/** Linked, but no pull so far: what is in place and what is missing. */
export function NoData(props: {
  entity: Entity;
  scorecard: Scorecard;
  /** Other words where earlier or other pulls may exist. */
  words?: { title: string; text: string };
}) {
  const { collection, areas } = props.scorecard;
  const classes = useStyles();
  const t = usePullTranslation();
  return (
    <>
      <div className={classes.hero}>
        <GradeBadge grade="unknown" size={56} />
        <div>
          <h3 className={classes.title}>
            {props.words?.title ?? t('noData.title')}
          </h3>
          <p className={classes.note}>
            {props.words?.text ??
              t('noData.text', { needed: String(fewestGradedPulls) })}
          </p>
        </div>
      </div>
      <ul className={classes.steps}>
        <WorkloadStep {...props} />
        <CollectorStep collection={collection} />
        <Step state="open" title={t('noData.noPull')}>
          {t('noData.noPullText')}
        </Step>
      </ul>
      <KnownAreas areas={areas} />
    </>
  );
}

function WorkloadStep(props: { entity: Entity; scorecard: Scorecard }) {
  const { link, collection } = props.scorecard;
  const t = usePullTranslation();
  const { name, title } = props.entity.metadata;
  if (link.workloadCount > 0) {
    return (
      <Step state="ok" title={t('noData.workloadFound')}>
        <Workloads link={link} />
      </Step>
    );
  }
  return collection.some(isRunning) ? (
    <Step state="bad" title={t('noData.workloadMissing')}>
      {t('noData.workloadMissingText', { name: title ?? name })}
    </Step>
  ) : (
    <Step state="open" title={t('noData.workloadUnknown')}>
      {t('noData.workloadUnknownText')}
    </Step>
  );
}

function isRunning({ state }: ClusterCollection): boolean {
  return state === 'collecting' || state === 'degraded';
}

function CollectorStep(props: { collection: ClusterCollection[] }) {
  const { collection } = props;
  const t = usePullTranslation();
  const running = collection.filter(isRunning);
  const newest = running
    .flatMap(({ lastSuccessAt }) => lastSuccessAt ?? [])
    .sort()
    .pop();
  const counts = {
    running: String(running.length),
    all: String(collection.length),
  };
  const problems = collection.filter(({ problems: found }) => found.length > 0);
  return (
    <Step
      state={running.length > 0 ? 'ok' : 'bad'}
      title={
        running.length > 0 ? t('noData.collecting') : t('noData.notCollecting')
      }
    >
      {newest
        ? t('noData.collectingText', { ...counts, time: formatMoment(newest) })
        : t('noData.collectingNever', counts)}
      {problems.map(({ cluster, problems: [problem] }) => (
        <p key={cluster}>
          {t('noData.problem', {
            cluster,
            text: sentences(problem.what, problem.why),
          })}
        </p>
      ))}
    </Step>
  );
}

function Workloads(props: { link: Scorecard['link'] }) {
  const { workloads, workloadCount } = props.link;
  const t = usePullTranslation();
  const shown = workloads.slice(0, SHOWN_WORKLOADS);
  const names = shown.map(({ kind, name, cluster }) =>
    t('noData.workload', { kind: kind.toLowerCase(), name, cluster }),
  );
  const more = workloadCount - shown.length;
  return (
    <>
      {names.join(', ')}
      {more > 0 && ` ${t('noData.more', { count: more })}`}
    </>
  );
}

function Step(props: {
  state: 'ok' | 'open' | 'bad';
  title: string;
  children: ReactNode;
}) {
  const { state, title, children } = props;
  const classes = useStyles();
  const Icon = {
    ok: CheckCircleOutline,
    open: HelpOutline,
    bad: ReportProblemOutlined,
  }[state];
  return (
    <li>
      <Icon className={`${classes.icon} ${classes[state]}`} aria-hidden />
      <div>
        <b>{title}</b> {children}
      </div>
    </li>
  );
}
