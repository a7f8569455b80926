import { AreaUnitEnum } from '../schema/openapi';
import { formatBytes } from './bytes';
import { formatShare } from './numbers';
import { formatSeconds } from './seconds';

/**
 * A value of an area in the words of its unit.
 *
 * @public
 */
export function formatAreaValue(value: number, unit: AreaUnitEnum): string {
  switch (unit) {
    case 'seconds':
      return formatSeconds(value);
    case 'bytes':
      return formatBytes(value);
    default:
      return formatShare(value);
  }
}
