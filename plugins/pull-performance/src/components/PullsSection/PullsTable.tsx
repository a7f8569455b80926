import { makeStyles } from '@material-ui/core/styles';
import { Pull } from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { formatMoment, NO_VALUE, secondsCell } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { ActionButton } from '../ActionButton';
import { Column, DataTable } from '../DataTable';
import { MissingCell } from './MissingCell';

const useStyles = makeStyles(
  theme => ({
    second: { color: pullColors(theme).secondText },
    failed: { color: pullColors(theme).failed, fontWeight: 500 },
  }),
  { name: 'PullPerformancePullsTable' },
);

const COLUMNS: [
  (
    | 'time'
    | 'outcome'
    | 'wait'
    | 'pull'
    | 'queue'
    | 'missing'
    | 'cluster'
    | 'pod'
    | 'container'
    | 'node'
    | 'image'
    | 'message'
  ),
  Column['kind'],
][] = [
  ['time', 'keep'],
  ['outcome', 'keep'],
  ['wait', 'number'],
  ['pull', 'number'],
  ['queue', 'number'],
  ['missing', 'number'],
  ['cluster', 'name'],
  ['pod', 'name'],
  ['container', 'name'],
  ['node', 'name'],
  ['image', 'wide'],
  ['message', 'wide'],
];

/** Everything that is known about each pull. */
export function PullsTable(props: { pulls: Pull[] }) {
  const classes = useStyles();
  const t = usePullTranslation();
  const [explained, setExplained] = useState(false);
  return (
    <>
      {props.pulls.some(({ missingBytes }) => missingBytes) && (
        <ActionButton onClick={() => setExplained(!explained)}>
          {explained
            ? t('tab.pulls.hideMissing')
            : t('tab.pulls.explainMissing')}
        </ActionButton>
      )}
      <DataTable
        label={t('tab.pulls.title')}
        columns={COLUMNS.map(([name, kind]) => ({
          title: t(`tab.pulls.columns.${name}`),
          kind,
        }))}
        rows={props.pulls.map(pull => ({
          key: pull.id,
          cells: [
            formatMoment(pull.finishedAt),
            <span className={pull.outcome === 'failed' ? classes.failed : ''}>
              {t(`outcome.${pull.outcome}`)}
            </span>,
            secondsCell(pull.waitSeconds),
            secondsCell(pull.pullSeconds),
            secondsCell(queueSeconds(pull)),
            <MissingCell estimate={pull.missingBytes} explained={explained} />,
            pull.cluster,
            <TwoLines first={pull.pod} second={pull.namespace} />,
            <TwoLines
              first={pull.container || NO_VALUE}
              second={t(`tab.pulls.kind.${pull.containerKind}`)}
            />,
            <TwoLines
              first={pull.node || NO_VALUE}
              second={pull.nodePool ?? t('tab.pulls.noPool')}
            />,
            pull.image || NO_VALUE,
            // Of other pulls the text repeats what the columns say.
            pull.cause ? (
              <TwoLines
                first={t(`tab.failures.cause.${pull.cause}`)}
                second={pull.message}
              />
            ) : (
              NO_VALUE
            ),
          ],
        }))}
      />
    </>
  );
}

/** Queue = wait − pull time; unknown when one of them is. */
function queueSeconds(pull: Pull): number | undefined {
  const { waitSeconds, pullSeconds } = pull;
  return waitSeconds === undefined || pullSeconds === undefined
    ? undefined
    : Math.max(0, waitSeconds - pullSeconds);
}

function TwoLines(props: { first?: string; second: string }) {
  const classes = useStyles();
  return (
    <>
      {props.first && <div>{props.first}</div>}
      <div className={classes.second}>{props.second}</div>
    </>
  );
}
