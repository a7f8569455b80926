import { makeStyles } from '@material-ui/core/styles';
import { useContainerWidth } from '../../hooks/useContainerWidth';
import { useFleetFilters } from '../../hooks/useFleetFilters';
import { useKeptAnswer } from '../../hooks/useKeptAnswer';
import { useLoad } from '../../hooks/useLoad';
import { useQuestionPages } from '../../hooks/useQuestionPages';
import { useSeenNames } from '../../hooks/useSeenNames';
import { useShowTables } from '../../hooks/useShowTables';
import { FilterBar } from '../FilterBar';
import { FleetSections } from './FleetSections';

const PAGE_SIZE = 50;
const MOST_CLUSTERS = 500;
/** Narrower pages have fewer columns. */
const FEWER_COLUMNS_BELOW_PIXELS = 960;

const useStyles = makeStyles(
  {
    root: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1fr)',
      gap: 16,
      alignContent: 'start',
    },
  },
  { name: 'PullPerformanceFleetNodes' },
);

/** The fleet's node pools: which of them wait, and whether their disks are the reason. */
export function FleetNodes() {
  const [filters, change] = useFleetFilters();
  const { days, cluster, order } = filters;
  const classes = useStyles();
  const [ref, width] = useContainerWidth();
  const [allTables, showAllTables] = useShowTables();
  const question = [days, cluster, order].join(' ');
  const { from, cursors, turn } = useQuestionPages(question, days);
  const cursor = cursors[cursors.length - 1];
  const load = useKeptAnswer(
    useLoad(['fleet nodes', question, cursor].join(' '), api =>
      api.listFleetNodes({
        sort: order,
        from,
        cluster,
        limit: PAGE_SIZE,
        cursor,
      }),
    ),
    [days, cluster].join(' '),
  );
  const collection = useLoad('collection', api =>
    api.listCollection({ limit: MOST_CLUSTERS }),
  );
  const clusters = useSeenNames(
    [...(collection.value?.clusters ?? []), ...(load.value?.items ?? [])].map(
      item => item.cluster,
    ),
    cluster,
  );
  return (
    <div ref={ref} className={classes.root}>
      <FilterBar
        filters={filters}
        change={change}
        clusters={clusters}
        load={load}
        allTables={allTables}
        showAllTables={showAllTables}
      />
      <FleetSections
        load={load}
        cursors={cursors}
        turn={turn}
        order={order}
        sortBy={next => change({ order: next })}
        allTables={allTables}
        narrow={width !== undefined && width < FEWER_COLUMNS_BELOW_PIXELS}
      />
    </div>
  );
}
