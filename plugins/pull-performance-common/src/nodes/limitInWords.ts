import { plainName } from '../score/evidence';
import { BindingLimit } from '../schema/openapi';
import { formatBytes } from '../units/bytes';
import { formatCount } from '../units/numbers';

/** The limit and who sets it, each in words: `500 IOPS` and `P10 disk`. `undefined` where it is not known. */
export function limitInWords(
  limit: BindingLimit | undefined,
  kind: 'iops' | 'bandwidth',
): { figure: string; boundBy: string } | undefined {
  const value = kind === 'iops' ? limit?.iops : limit?.bytesPerSecond;
  if (value === undefined || !Number.isFinite(value) || value <= 0) {
    return undefined;
  }
  const boundBy = kind === 'iops' ? limit?.iopsBoundBy : limit?.bytesBoundBy;
  return {
    figure:
      kind === 'iops'
        ? `${formatCount(value)} IOPS`
        : `${formatBytes(value)}/s`,
    boundBy: plainName(boundBy ?? '', 40),
  };
}
