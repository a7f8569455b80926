import {
  compareDisks,
  formatCount,
  formatShare,
  LimitComparison,
  NodeDisk,
} from 'backstage-plugin-pull-performance-common';
import { Translate, usePullTranslation } from '../../hooks/usePullTranslation';
import { isTradeOff } from '../../nodes/limits';
import { limitInWords } from '../LimitLines';

/** From twice on it is said how many times as much. */
const TIMES_FROM = 1.95;
/** What differs by less is called the same. */
const SAME_WITHIN = 0.005;

/** Other disks that the machine offers, each compared in both directions: it may allow more operations but fewer bytes. */
export function Alternatives(props: { disk: NodeDisk }) {
  const { limit, alternatives } = props.disk;
  const t = usePullTranslation();
  return (
    <ul>
      {alternatives.map(({ name, limit: other }, index) => {
        const comparison = compareDisks(limit, other);
        const words = {
          name,
          iops: t(
            `nodes.details.iopsWords.${wordOf(comparison.iops)}`,
            figuresOf(comparison.iops),
          ),
          bytes: t(
            `nodes.details.bytesWords.${wordOf(comparison.bytesPerSecond)}`,
            figuresOf(comparison.bytesPerSecond),
          ),
        };
        return (
          <li key={`${index} ${name}`}>
            {isTradeOff(comparison)
              ? t('nodes.details.alternativeBut', words)
              : t('nodes.details.alternativeAnd', words)}{' '}
            <Figures t={t} limit={other} />
          </li>
        );
      })}
    </ul>
  );
}

function Figures(props: { t: Translate; limit: NodeDisk['limit'] }) {
  const words = limitInWords(props.t, props.limit);
  return words ? <>({words})</> : null;
}

type Word = 'times' | 'more' | 'fewer' | 'same' | 'unknown';

function wordOf(comparison: LimitComparison): Word {
  if (comparison.direction === 'unknown') {
    return 'unknown';
  }
  const { ratio } = comparison;
  if (Math.abs(ratio - 1) < SAME_WITHIN) {
    return 'same';
  }
  if (ratio >= TIMES_FROM) {
    return 'times';
  }
  return ratio > 1 ? 'more' : 'fewer';
}

function figuresOf(comparison: LimitComparison) {
  const ratio = comparison.direction === 'unknown' ? 1 : comparison.ratio;
  return {
    factor: ratio < 10 ? String(Number(ratio.toFixed(1))) : formatCount(ratio),
    share: formatShare(Math.abs(ratio - 1)),
  };
}
