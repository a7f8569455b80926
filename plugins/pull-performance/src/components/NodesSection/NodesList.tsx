import { makeStyles } from '@material-ui/core/styles';
import HelpOutline from '@material-ui/icons/HelpOutline';
import { NodePage } from 'backstage-plugin-pull-performance-common';
import { sentences } from '../../format';
import { Load } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { pullColors } from '../../theme';
import { ErrorState } from '../ErrorState';
import { Bones } from '../NeedsScorecard';
import { Pager } from '../Pager';
import { StateMessage } from '../StateMessage';
import { NodesTable } from './NodesTable';

const useStyles = makeStyles(
  theme => ({
    note: {
      margin: '8px 0 0',
      maxWidth: '120ch',
      fontSize: 12,
      color: pullColors(theme).secondText,
    },
  }),
  { name: 'PullPerformanceNodesList' },
);

/** One page of nodes, or why there is none. */
export function NodesList(props: {
  load: Load<NodePage>;
  /** Whether one cluster was asked for, so that it need not be named. */
  oneCluster: boolean;
  narrow: boolean;
  cursors: (string | undefined)[];
  turn: (cursors: (string | undefined)[]) => void;
}) {
  const { load, oneCluster, narrow, cursors, turn } = props;
  const { value, error, failedAt, retry } = load;
  const classes = useStyles();
  const t = usePullTranslation();
  if (!value) {
    return error && failedAt ? (
      <ErrorState error={error} failedAt={failedAt} retry={retry} />
    ) : (
      <Bones />
    );
  }
  const { items, reason, nextCursor } = value;
  if (items.length === 0 && cursors.length === 1) {
    return reason ? (
      <StateMessage icon={HelpOutline} title={reason.what}>
        <p>{sentences(reason.why, reason.next)}</p>
      </StateMessage>
    ) : (
      <>{t('nodes.empty')}</>
    );
  }
  const onePage = cursors.length === 1 && !nextCursor;
  const clusters = new Set(items.map(({ cluster }) => cluster));
  return (
    <>
      <NodesTable
        nodes={items}
        severalClusters={!oneCluster && (clusters.size > 1 || !onePage)}
        narrow={narrow}
      />
      <p className={classes.note}>
        {t('nodes.footnote')} {t('nodes.grouped')}
      </p>
      <Pager
        label={t('nodes.title')}
        words={{
          page: t('nodes.page', { page: String(cursors.length) }),
          newer: t('nodes.newer'),
          older: t('nodes.older'),
        }}
        cursors={cursors}
        next={nextCursor}
        change={turn}
      />
    </>
  );
}
