import { makeStyles } from '@material-ui/core/styles';
import {
  formatCount,
  formatShare,
  NodePool,
} from 'backstage-plugin-pull-performance-common';
import { usePullTranslation } from '../../hooks/usePullTranslation';
import { throttledShareOf } from '../../nodes/pools';
import { pullColors } from '../../theme';
import { HealthMark } from '../HealthMark';

const useStyles = makeStyles(
  theme => ({
    second: { fontSize: 12, color: pullColors(theme).secondText },
  }),
  { name: 'PullPerformanceThrottledCell' },
);

/** How many of a pool's measured nodes were throttled and for how long, and how many are not known. */
export function ThrottledCell(props: { pool: NodePool }) {
  const { nodes, health, pulling } = props.pool;
  const classes = useStyles();
  const t = usePullTranslation();
  const measured = Math.max(0, nodes - health.unknown);
  const share = throttledShareOf(pulling);
  return (
    <>
      {measured > 0 && (
        <div>
          <HealthMark health={health.throttled > 0 ? 'throttled' : 'healthy'}>
            {t('fleet.throttledNodes', {
              count: measured,
              formatted: formatCount(health.throttled),
              all: formatCount(measured),
            })}
          </HealthMark>
        </div>
      )}
      {measured > 0 && share !== undefined && (
        <div className={classes.second}>
          {t('fleet.throttledShare', { share: formatShare(share) })}
        </div>
      )}
      {health.full > 0 && (
        <div>
          <HealthMark health="full">
            {t('fleet.fullNodes', { formatted: formatCount(health.full) })}
          </HealthMark>
        </div>
      )}
      {(health.unknown > 0 || measured === 0) && (
        <div>
          <HealthMark health="unknown">
            {t('fleet.unknownNodes', {
              formatted: formatCount(health.unknown),
            })}
          </HealthMark>
        </div>
      )}
    </>
  );
}
