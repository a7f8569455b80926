import { groupDigits, toFixedWithMinus } from './numbers';

const bytesPerMegabyte = 1e6;
const bytesPerGigabyte = 1e9;

/**
 * A size in MB of 10⁶ bytes, whole in text (`412 MB`), with one decimal in
 * tables of layers; from 1 000 MB in GB with one decimal (`1.1 GB`).
 *
 * @public
 */
export function formatBytes(
  bytes: number,
  options?: { decimals?: 0 | 1 },
): string {
  const decimals = options?.decimals ?? 0;
  const megabytes = bytes / bytesPerMegabyte;
  const size = Math.abs(megabytes);
  if (Number(size.toFixed(decimals)) >= 1000) {
    return `${groupDigits(toFixedWithMinus(bytes / bytesPerGigabyte, 1))} GB`;
  }
  if (size === 0) {
    return '0 MB';
  }
  if (size < 0.05) {
    return 'under 0.1 MB';
  }
  // A small image must not read as nothing.
  return `${toFixedWithMinus(megabytes, size < 0.95 ? 1 : decimals)} MB`;
}
