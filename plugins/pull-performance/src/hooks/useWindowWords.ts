import { Window } from 'backstage-plugin-pull-performance-common';
import { windowDays } from '../scorecard/headline';
import { usePullTranslation } from './usePullTranslation';

/** Says how long a window is: `last 7 days`. */
export function useWindowWords(): (window: Window) => string {
  const t = usePullTranslation();
  return window => {
    const days = windowDays(window);
    return days === 1
      ? t('window.hours')
      : t('window.days', { days: String(days) });
  };
}
