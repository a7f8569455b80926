import {
  formatCount,
  Scorecard,
} from 'backstage-plugin-pull-performance-common';
import { NO_VALUE } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { DataTable } from '../DataTable';
import { Section } from '../Section';

/** Failed pulls by cause in plain words, with the newest message of each. */
export function FailuresSection(props: { scorecard: Scorecard }) {
  const t = usePullTranslation();
  const failures = props.scorecard.clusters
    .flatMap(({ cluster, failures: found }) =>
      found.map(failure => ({ cluster, ...failure })),
    )
    .sort((a, b) => b.count - a.count);
  const total = props.scorecard.allClusters?.counts.failed ?? 0;
  if (failures.length === 0 && total === 0) {
    return (
      <Section
        title={t('tab.failures.title')}
        finding={t('tab.failures.empty')}
      />
    );
  }
  return (
    <Section
      title={t('tab.failures.title')}
      finding={
        failures.length > 0
          ? t('tab.failures.finding', {
              count: total,
              formatted: formatCount(total),
              cause: t(`tab.failures.cause.${failures[0].cause}`),
            })
          : t('card.failed', { count: total, formatted: formatCount(total) })
      }
    >
      <DataTable
        label={t('tab.failures.title')}
        columns={[
          { title: t('tab.failures.columns.cluster'), kind: 'name' },
          { title: t('tab.failures.columns.cause'), kind: 'wide' },
          { title: t('tab.failures.columns.count'), kind: 'number' },
          { title: t('tab.failures.columns.example'), kind: 'wide' },
        ]}
        rows={failures.map(({ cluster, cause, count, example }) => ({
          key: `${cluster} ${cause}`,
          cells: [
            cluster,
            t(`tab.failures.cause.${cause}`),
            formatCount(count),
            example ?? NO_VALUE,
          ],
        }))}
      />
    </Section>
  );
}
