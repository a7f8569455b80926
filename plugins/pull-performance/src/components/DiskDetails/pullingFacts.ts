import {
  formatShare,
  PullingTime,
} from 'backstage-plugin-pull-performance-common';
import { formatDuration } from '../../format';
import { Translate } from '../../hooks/usePullTranslation';

/** How much of the time of pulling the disk was throttled, and how much of that time was measured at all. */
export function pullingInWords(t: Translate, pulling: PullingTime): string {
  const { seconds, observedSeconds, busySeconds } = pulling;
  const { throttledSeconds, throttledBy } = pulling;
  if (seconds <= 0) {
    return t('nodes.details.noPulling');
  }
  if (observedSeconds <= 0) {
    return t('nodes.details.notObserved', { seconds: formatDuration(seconds) });
  }
  const rest = seconds - observedSeconds;
  return [
    t('nodes.details.throttledText', {
      share: formatShare(throttledSeconds / observedSeconds),
      observed: formatDuration(observedSeconds),
      busy: formatShare(busySeconds / observedSeconds),
    }),
    throttledBy && t(`nodes.details.throttledBy.${throttledBy}`),
    rest >= 1 &&
      t('nodes.details.partlyObserved', { seconds: formatDuration(rest) }),
  ]
    .filter(Boolean)
    .join(' ');
}
