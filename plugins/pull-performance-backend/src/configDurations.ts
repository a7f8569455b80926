import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';

const root = 'pullPerformance';
const secondMs = 1000;
const hourMs = 60 * 60 * secondMs;

/**
 * Reads a duration under `pullPerformance`.
 *
 * @throws InputError that names the key, when it is no duration or out of its bounds
 */
export function readDurationMs(
  rootConfig: Config,
  name: string,
  bounds: { defaultMs: number; leastMs: number; mostMs?: number },
): number {
  const key = `${root}.${name}`;
  if (!rootConfig.has(key)) {
    return bounds.defaultMs;
  }
  const durationMs = durationToMilliseconds(
    readDurationFromConfig(rootConfig, { key }),
  );
  const { leastMs, mostMs = Infinity } = bounds;
  if (!(durationMs >= leastMs && durationMs <= mostMs)) {
    const most = mostMs === Infinity ? '' : ` and at most ${mostMs / hourMs} h`;
    throw new InputError(
      `${key} must be at least ${leastMs / secondMs} s${most}`,
    );
  }
  return durationMs;
}
