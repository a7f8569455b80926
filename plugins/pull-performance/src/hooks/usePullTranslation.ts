import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { pullPerformanceTranslationRef } from '../translation';

/** The texts of this plugin in the reader's language. */
export function usePullTranslation() {
  return useTranslationRef(pullPerformanceTranslationRef).t;
}

/** The function that gives a text of this plugin. */
export type Translate = ReturnType<typeof usePullTranslation>;
