import { FixId } from '../schema/openapi';
import { fixRules } from './rules';

/**
 * What a kind of fix is called.
 *
 * @public
 */
export function fixTitle(id: FixId): string {
  return fixRules.find(rule => rule.id === id)?.title ?? id;
}
