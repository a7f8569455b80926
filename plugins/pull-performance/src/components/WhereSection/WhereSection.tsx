import {
  formatSeconds,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { useTableToggle } from '../../hooks/useShowTables';
import { ClusterSplit, clusterSplits } from '../../scorecard/split';
import { Section } from '../Section';
import { WhereBars } from './WhereBars';
import { WhereTable } from './WhereTable';

/** Where the average pull spends its time, cluster by cluster. */
export function WhereSection(props: {
  scorecard: Scorecard;
  allTables: boolean;
}) {
  const { scorecard, allTables } = props;
  const t = usePullTranslation();
  const [shown, toggle] = useTableToggle(allTables);
  const splits = clusterSplits(scorecard.clusters);
  if (splits.length === 0) {
    return (
      <Section title={t('tab.where.title')} finding={t('tab.where.empty')} />
    );
  }
  return (
    <Section
      title={t('tab.where.title')}
      table={{ shown, toggle }}
      finding={<Finding slowest={splits[0]} />}
    >
      {shown ? <WhereTable splits={splits} /> : <WhereBars splits={splits} />}
    </Section>
  );
}

function Finding(props: { slowest: ClusterSplit }) {
  const { cluster, averageSeconds, queueSeconds, restSeconds } = props.slowest;
  const t = usePullTranslation();
  const common = { cluster, average: formatSeconds(averageSeconds) };
  if (queueSeconds === undefined) {
    return <>{t('tab.where.findingUnknown', common)}</>;
  }
  const parts = {
    ...common,
    queue: formatSeconds(queueSeconds),
    rest: formatSeconds(restSeconds),
  };
  return (
    <>
      {queueSeconds >= restSeconds
        ? t('tab.where.findingQueue', parts)
        : t('tab.where.findingRest', parts)}
    </>
  );
}
