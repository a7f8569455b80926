import { makeStyles } from '@material-ui/core/styles';
import { Scorecard } from 'backstage-plugin-pull-performance-common';
import { Load } from '../../hooks/useLoad';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { TabFilters } from '../../hooks/useTabFilters';
import { joinClasses } from '../../theme';
import { ChangesSection } from '../ChangesSection';
import { CollectionSection } from '../CollectionSection';
import { FailuresSection } from '../FailuresSection';
import { FixesSection } from '../FixesSection';
import { ImagesSection } from '../ImagesSection';
import { NeedsScorecard } from '../NeedsScorecard';
import { NodesSection } from '../NodesSection';
import { OutcomesSection } from '../OutcomesSection';
import { StartsSection } from '../StartsSection';
import { TimeSection } from '../TimeSection';
import { UnmeasuredNote } from '../UnmeasuredNote';
import { WhereSection } from '../WhereSection';

const useStyles = makeStyles(
  {
    two: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
      gap: 16,
    },
    one: { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  { name: 'PullPerformanceSections' },
);

/** The sections between the grade strip and the single pulls. */
export function ScorecardSections(props: {
  entityRef: string;
  load: Load<Scorecard>;
  filters: TabFilters;
  change: (filters: Partial<TabFilters>) => void;
  allTables: boolean;
  narrow: boolean;
}) {
  const { entityRef, load, filters, change, allTables, narrow } = props;
  const classes = useStyles();
  const t = usePullTranslation();
  const row = joinClasses(classes.two, narrow && classes.one);
  return (
    <>
      <div className={row}>
        <NeedsScorecard title={t('tab.where.title')} load={load}>
          {scorecard => (
            <WhereSection scorecard={scorecard} allTables={allTables} />
          )}
        </NeedsScorecard>
        <TimeSection
          entityRef={entityRef}
          filters={filters}
          targetSeconds={load.value?.areas.pullTime.target}
          allTables={allTables}
        />
      </div>
      <FixesSection entityRef={entityRef} filters={filters} narrow={narrow} />
      <div className={row}>
        <NeedsScorecard title={t('tab.outcomes.title')} load={load}>
          {scorecard => (
            <OutcomesSection scorecard={scorecard} allTables={allTables} />
          )}
        </NeedsScorecard>
        <NeedsScorecard title={t('tab.starts.title')} load={load}>
          {scorecard => <StartsSection scorecard={scorecard} />}
        </NeedsScorecard>
      </div>
      <NeedsScorecard title={t('tab.failures.title')} load={load}>
        {scorecard => <FailuresSection scorecard={scorecard} />}
      </NeedsScorecard>
      <ImagesSection
        entityRef={entityRef}
        filters={filters}
        change={change}
        narrow={narrow}
      />
      <NodesSection
        entityRef={entityRef}
        filters={filters}
        area={load.value?.areas.nodeDiskHealth}
        narrow={narrow}
      />
      <ChangesSection entityRef={entityRef} narrow={narrow} />
      {load.value && <UnmeasuredNote areas={load.value.areas} />}
      <NeedsScorecard title={t('tab.collection.title')} load={load}>
        {scorecard => (
          <CollectionSection
            collection={scorecard.collection.filter(
              ({ cluster }) => !filters.cluster || filters.cluster === cluster,
            )}
          />
        )}
      </NeedsScorecard>
    </>
  );
}
