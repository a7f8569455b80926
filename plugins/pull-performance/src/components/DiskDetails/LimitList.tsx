import { DiskLimit, NodeDisk } from 'backstage-plugin-pull-performance-common';
import { formatByteRate } from '../../format';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { iopsInWords } from '../LimitLines';

/** All limits that hold at once, and that the lowest binds where there are several. */
export function LimitList(props: { disk: NodeDisk }) {
  const { limits } = props.disk;
  const t = usePullTranslation();
  return (
    <>
      <ul>
        {limits.map((limit, index) => (
          <li key={`${index} ${limit.boundBy}`}>
            {t('nodes.details.limitText', {
              who: limit.boundBy,
              figures: figuresOf(t, limit),
            })}
          </li>
        ))}
      </ul>
      {limits.length > 1 && t('nodes.details.binding')}
    </>
  );
}

function figuresOf(t: Translate, limit: DiskLimit): string {
  const { iops, bytesPerSecond, burstIops, burstBytesPerSecond } = limit;
  const base = inWords(t, iops, bytesPerSecond);
  const burst = inWords(t, burstIops, burstBytesPerSecond);
  return [
    base || t('nodes.unknownLimit'),
    burst && t('nodes.details.burst', { burst }),
  ]
    .filter(Boolean)
    .join('; ');
}

function inWords(
  t: Translate,
  iops: number | undefined,
  bytesPerSecond: number | undefined,
): string {
  return [
    iops !== undefined && iopsInWords(t, iops),
    bytesPerSecond !== undefined && formatByteRate(bytesPerSecond),
  ]
    .filter(Boolean)
    .join(', ');
}
