import {
  formatCount,
  formatShare,
  ServiceNode,
} from 'backstage-plugin-pull-performance-common';
import { decimalCell, NO_VALUE, secondsCell } from '../../format';
import { Translate } from '../../hooks/usePullTranslation';
import { sameLimit } from '../../nodes/limits';
import {
  common,
  NodeFigures,
  NodeGroup,
  worstFigures,
} from '../../nodes/nodeRows';
import { HealthMark } from '../HealthMark';
import { LimitBar } from '../LimitBar';
import { LimitLines } from '../LimitLines';
import { PullMode } from '../PullMode';
import { RowToggle } from '../RowToggle';
import { HealthCell } from './HealthCell';

interface CellOptions {
  severalClusters: boolean;
  narrow: boolean;
  toggle: { open: boolean; toggle: () => void; controls?: string };
}

/** The cells of one node, by column. */
export function nodeCells(
  t: Translate,
  node: ServiceNode,
  options: CellOptions,
) {
  return {
    node: (
      <RowToggle {...options.toggle} second={placeOf(t, node, options)}>
        {node.node}
      </RowToggle>
    ),
    ...figureCells(worstFigures([node]), node.health, options),
    health: <HealthCell node={node} narrow={options.narrow} />,
    limit: <LimitLines limit={node.disk?.limit} />,
    mode: <PullMode pulls={node.parallelPulls} />,
  };
}

/** The cells of healthy nodes of a pool, with the worst figure of each column. */
export function groupCells(
  t: Translate,
  group: NodeGroup,
  options: CellOptions,
) {
  const { nodes } = group;
  const limits = nodes.map(({ disk }) => disk?.limit ?? {});
  const limit = common(limits, sameLimit);
  const pulls = common(
    nodes.map(({ parallelPulls }) => parallelPulls),
    (one, other) => one.mode === other.mode,
  );
  return {
    node: (
      <RowToggle {...options.toggle} second={placeOf(t, group, options)}>
        {t('nodes.group', { formatted: formatCount(nodes.length) })}
      </RowToggle>
    ),
    ...figureCells(worstFigures(nodes), 'healthy', options),
    health: (
      <HealthMark health="healthy">{t('nodes.health.healthy')}</HealthMark>
    ),
    limit: limit ? <LimitLines limit={limit} /> : t('nodes.differs'),
    mode: pulls ? <PullMode pulls={pulls} /> : t('nodes.differs'),
  };
}

function figureCells(
  figures: NodeFigures,
  health: ServiceNode['health'],
  { narrow }: CellOptions,
) {
  const { pulls, p95Seconds, queueDepth, used, usedShare } = figures;
  return {
    pulls: formatCount(pulls),
    p95: secondsCell(p95Seconds),
    used: <LimitBar used={used} health={health} narrow={narrow} />,
    queue: decimalCell(queueDepth),
    capacity: usedShare === undefined ? NO_VALUE : formatShare(usedShare),
  };
}

function placeOf(
  t: Translate,
  place: { cluster: string; nodePool?: string },
  options: CellOptions,
): string {
  const pool = place.nodePool ?? t('nodes.noPool');
  return options.severalClusters ? `${pool} · ${place.cluster}` : pool;
}
