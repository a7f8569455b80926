import { ImageAdvice } from '../schema/openapi';
import { AdviceFacts, AdviceRule } from './advice/AdviceRule';
import { baseNotShared } from './advice/baseNotShared';
import { changingLayer } from './advice/changingLayer';
import { packageCache } from './advice/packageCache';
import { singleHugeLayer } from './advice/singleHugeLayer';

const rules: readonly AdviceRule[] = [
  changingLayer,
  packageCache,
  baseNotShared,
  singleHugeLayer,
];

/** An image of a thousand layers has no more advice than people read. */
const mostAdvice = 10;

/**
 * What could be better about an image, from facts only, what concerns most bytes first; at most 10.
 *
 * @public
 */
export function imageAdvice(facts: AdviceFacts): ImageAdvice[] {
  return rules
    .flatMap(rule => rule.find(facts))
    .sort((one, other) => (other.bytes ?? 0) - (one.bytes ?? 0))
    .slice(0, mostAdvice);
}
