import {
  formatCount,
  formatShare,
} from 'backstage-plugin-pull-performance-common';
import { NO_VALUE, secondsCell } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { ClusterSplit } from '../../scorecard/split';
import { DataTable } from '../DataTable';

/** The same as the bars, in numbers. */
export function WhereTable(props: { splits: ClusterSplit[] }) {
  const t = usePullTranslation();
  return (
    <DataTable
      label={t('tab.where.title')}
      columns={[
        { title: t('tab.where.columns.cluster') },
        { title: t('tab.where.columns.pulls'), kind: 'number' },
        { title: t('tab.where.columns.average'), kind: 'number' },
        { title: t('tab.where.columns.queue'), kind: 'number' },
        { title: t('tab.where.columns.queueShare'), kind: 'number' },
        { title: t('tab.where.columns.rest'), kind: 'number' },
        { title: t('tab.where.columns.p95'), kind: 'number' },
        { title: t('tab.where.columns.confidence') },
      ]}
      rows={props.splits.map(split => ({
        key: split.cluster,
        cells: [
          split.cluster,
          formatCount(split.count),
          secondsCell(split.averageSeconds),
          secondsCell(split.queueSeconds),
          split.queueShare === undefined
            ? NO_VALUE
            : formatShare(split.queueShare),
          secondsCell(split.restSeconds),
          secondsCell(split.p95Seconds),
          t(`confidence.${split.confidence}`),
        ],
      }))}
    />
  );
}
