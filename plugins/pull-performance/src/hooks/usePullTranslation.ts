import {
  TranslationFunction,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { pullPerformanceTranslationRef } from '../translation';

/** The function that gives a text of this plugin. */
export type Translate = TranslationFunction<
  (typeof pullPerformanceTranslationRef)['T']
>;

/** The texts of this plugin in the reader's language. */
export function usePullTranslation(): Translate {
  return useTranslationRef(pullPerformanceTranslationRef).t;
}
