import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import ChevronRight from '@material-ui/icons/ChevronRight';
import { Area, formatCount } from 'backstage-plugin-pull-performance-common';
import { useState } from 'react';
import { useLoad } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { TabFilters } from '../../hooks/useTabFilters';
import { allNodesRouteRef } from '../../routes';
import { daysBefore } from '../../scorecard/days';
import { Section } from '../Section';
import { NodesFinding } from './NodesFinding';
import { NodesList } from './NodesList';

const PAGE_SIZE = 100;

const useStyles = makeStyles(
  {
    link: { fontSize: 13, fontWeight: 500 },
    chevron: { fontSize: 16, verticalAlign: -3 },
  },
  { name: 'PullPerformanceNodesSection' },
);

/** The nodes that ran the entity, with the health of their image disks. */
export function NodesSection(props: {
  entityRef: string;
  filters: TabFilters;
  /** Tells of all nodes where they are on several pages. */
  area?: Area;
  narrow: boolean;
}) {
  const { days, cluster } = props.filters;
  // Nodes of another time or cluster begin at their first page.
  return <Pages key={[days, cluster].join(' ')} {...props} />;
}

function Pages(props: {
  entityRef: string;
  filters: TabFilters;
  area?: Area;
  narrow: boolean;
}) {
  const { entityRef, filters, area, narrow } = props;
  const { days, cluster } = filters;
  const classes = useStyles();
  const t = usePullTranslation();
  const allNodesPath = useRouteRef(allNodesRouteRef)?.();
  const [cursors, setCursors] = useState<(string | undefined)[]>([undefined]);
  // All pages must be about the same time.
  const [from] = useState(() => daysBefore(new Date(), days).toISOString());
  const cursor = cursors[cursors.length - 1];
  const load = useLoad(
    ['nodes', entityRef, days, cluster, cursor].join(' '),
    api =>
      api.listNodes({ entityRef, from, cluster, limit: PAGE_SIZE, cursor }),
  );
  const page = load.value;
  const count = page?.totalItems ?? 0;
  return (
    <Section
      title={t('nodes.title')}
      note={
        count > 0 && t('nodes.note', { count, formatted: formatCount(count) })
      }
      busy={!page && load.loading}
      action={
        allNodesPath && (
          <Link to={allNodesPath} className={classes.link}>
            {t('nodes.allNodes')}
            <ChevronRight className={classes.chevron} aria-hidden />
          </Link>
        )
      }
      finding={
        page &&
        page.items.length > 0 && <NodesFinding page={page} area={area} />
      }
    >
      <NodesList
        load={load}
        oneCluster={cluster !== undefined}
        narrow={narrow}
        cursors={cursors}
        turn={setCursors}
      />
    </Section>
  );
}
