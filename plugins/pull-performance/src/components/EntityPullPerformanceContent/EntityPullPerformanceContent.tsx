import { stringifyEntityRef } from '@backstage/catalog-model';
import { Content } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { useEntity } from '@backstage/plugin-catalog-react';
import {
  formatCount,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { describeError } from '../../api/describeError';
import { useClusterNames } from '../../hooks/useClusterNames';
import { useContainerWidth } from '../../hooks/useContainerWidth';
import { useLoad } from '../../hooks/useLoad';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { useShowTables } from '../../hooks/useShowTables';
import { useTabFilters } from '../../hooks/useTabFilters';
import { scorecardState } from '../../scorecard/cardState';
import { daysBefore } from '../../scorecard/days';
import { FilterBar } from '../FilterBar';
import { NoCluster } from '../NoCluster';
import { NotLinked } from '../NotLinked';
import { PullsSection } from '../PullsSection';
import { Section } from '../Section';
import { ScorecardSections } from './ScorecardSections';
import { StripState } from './StripState';

const useStyles = makeStyles(
  {
    root: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1fr)',
      gap: 16,
      alignContent: 'start',
    },
  },
  { name: 'PullPerformanceContent' },
);

/** Narrower pages have one column. */
const ONE_COLUMN_BELOW_PIXELS = 960;

/** Everything behind the grade of the entity of the page. */
export function EntityPullPerformanceContent() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const classes = useStyles();
  const t = usePullTranslation();
  const [ref, width] = useContainerWidth();
  const [filters, change] = useTabFilters();
  const [allTables, showAllTables] = useShowTables();
  const { days, cluster } = filters;
  const load = useLoad(`scorecard ${entityRef} ${days} ${cluster ?? ''}`, api =>
    api.getScorecard({
      entityRef,
      from: daysBefore(new Date(), days).toISOString(),
      cluster,
    }),
  );
  const clusters = useClusterNames(load.value, cluster);
  const { value, error, failedAt } = load;
  const state = value && scorecardState(value);

  if (!value && error && failedAt) {
    const { kind } = describeError(error, failedAt);
    if (kind !== 'failed') {
      return (
        <Content>
          <StripState load={load} narrow={false} />
        </Content>
      );
    }
  }
  if (state === 'noCluster' || state === 'notLinked') {
    return (
      <Content>
        <Section title={t('title')}>
          {state === 'noCluster' ? (
            <NoCluster entity={entity} />
          ) : (
            <NotLinked entity={entity} />
          )}
        </Section>
      </Content>
    );
  }
  const narrow = width !== undefined && width < ONE_COLUMN_BELOW_PIXELS;
  return (
    <Content>
      <div ref={ref} className={classes.root}>
        <FilterBar
          filters={filters}
          change={change}
          clusters={clusters}
          load={load}
          counted={value && countedPulls(t, value)}
          allTables={allTables}
          showAllTables={showAllTables}
        />
        <StripState load={load} narrow={narrow} />
        <ScorecardSections
          entityRef={entityRef}
          load={load}
          filters={filters}
          change={change}
          allTables={allTables}
          narrow={narrow}
        />
        <PullsSection entityRef={entityRef} filters={filters} change={change} />
      </div>
    </Content>
  );
}

function countedPulls(t: Translate, { allClusters }: Scorecard): string {
  const count = Object.values(allClusters?.counts ?? {}).reduce(
    (sum, outcome) => sum + outcome,
    0,
  );
  return t('count.pulls', { count, formatted: formatCount(count) });
}
