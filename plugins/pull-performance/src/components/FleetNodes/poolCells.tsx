import {
  defaultDiskThresholds,
  formatCount,
  formatHours,
  NodePool,
} from 'backstage-plugin-pull-performance-common';
import { decimalCell, NO_VALUE, secondsCell, shortVmSize } from '../../format';
import { Translate } from '../../hooks/usePullTranslation';
import { summarizeQueue } from '../../nodes/queueMarks';
import { diskInWords } from '../DiskDetails';
import { LimitLines } from '../LimitLines';
import { PullMode } from '../PullMode';
import { RowToggle } from '../RowToggle';
import { QueuePlot } from './QueuePlot';
import { ThrottledCell } from './ThrottledCell';

const MOST_VM_SIZES = 2;

/** The cells of one pool, by column. */
export function poolCells(
  t: Translate,
  pool: NodePool,
  options: {
    axisEnd: number;
    toggle: { open: boolean; toggle: () => void; controls: string };
  },
) {
  const { cluster, nodePool, nodes, vmSizes, disk, marks } = pool;
  const queue = summarizeQueue(marks, defaultDiskThresholds.queueDepth);
  return {
    pool: (
      <RowToggle {...options.toggle} second={cluster}>
        {nodePool ?? t('fleet.unknownPool')}
      </RowToggle>
    ),
    nodes: formatCount(nodes),
    vmSize: (
      <span title={vmSizes.join(', ')}>
        {vmSizesInWords(t, vmSizes)}
        {disk && (
          <>
            <br />
            {diskInWords(t, { ...disk, tier: undefined })}
          </>
        )}
      </span>
    ),
    limit: <LimitLines limit={disk?.limit} />,
    mode: <PullMode pulls={pool.parallelPulls} />,
    queue: <QueuePlot marks={marks} end={options.axisEnd} />,
    queueMedian: decimalCell(queue.median),
    queueHighest: decimalCell(queue.highest),
    queueLong: queue.known > 0 ? formatCount(queue.long) : NO_VALUE,
    throttled: <ThrottledCell pool={pool} />,
    mean: secondsCell(pool.meanWaitSeconds),
    hours: formatHours(pool.waitHours),
  };
}

/** The first sizes: a pool that a scaler fills may have many. */
function vmSizesInWords(t: Translate, vmSizes: string[]): string {
  if (vmSizes.length === 0) {
    return t('unknown');
  }
  const named = vmSizes.slice(0, MOST_VM_SIZES).map(shortVmSize).join(', ');
  const more = vmSizes.length - MOST_VM_SIZES;
  return more > 0
    ? t('fleet.vmSizesMore', { named, number: formatCount(more) })
    : named;
}
