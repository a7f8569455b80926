import {
  formatShare,
  NodePool,
} from 'backstage-plugin-pull-performance-common';
import { formatDuration } from '../../format';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { clockHour, mostThrottledHour } from '../../nodes/hours';
import { Section } from '../Section';
import { HourGrid } from './HourGrid';

/** At which hours of the day the disks are throttled. */
export function HoursSection(props: { pools: NodePool[] }) {
  const { pools } = props;
  const t = usePullTranslation();
  const pulled = pools.filter(({ hours }) => hours.length > 0);
  if (pulled.length === 0) {
    return null;
  }
  return (
    <Section
      title={t('fleet.hours.title')}
      note={t('fleet.hours.note')}
      finding={<Finding pools={pulled} />}
    >
      <HourGrid pools={pulled} />
    </Section>
  );
}

function Finding(props: { pools: NodePool[] }) {
  const { pools } = props;
  const t = usePullTranslation();
  const most = mostThrottledHour(pools);
  if (!most) {
    const measured = pools.some(({ hours }) =>
      hours.some(({ observedSeconds }) => observedSeconds > 0),
    );
    return (
      <>
        {measured
          ? t('fleet.hours.findingNone')
          : t('fleet.hours.findingUnknown')}
      </>
    );
  }
  const { pool, cell } = most;
  return (
    <>
      {t('fleet.hours.finding', {
        pool: pool.nodePool ?? t('fleet.unknownPool'),
        cluster: pool.cluster,
        from: clockHour(cell.hour),
        to: clockHour(cell.hour + 1),
        share: formatShare(cell.throttledShare ?? 0),
        observed: formatDuration(cell.observedSeconds),
      })}
    </>
  );
}
