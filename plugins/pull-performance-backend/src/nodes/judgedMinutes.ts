import {
  DiskLimit,
  DiskSample,
  diskState,
  DiskThresholds,
} from 'backstage-plugin-pull-performance-common';
import { DiskMinute } from '../store/NodeStore';

const MINUTE_MS = 60_000;
/** A longer stretch says too little of each of its minutes. */
const LONGEST_MINUTES = 10;

/**
 * Judges each minute of a disk by the samples that lie in it. What several sources measured in the same minute is joined, of each figure that of
 * the first one.
 *
 * @param bySource - samples of the sources, those to believe first come first
 */
export function judgedMinutes(
  bySource: readonly (readonly DiskSample[])[],
  options: {
    fromMs: number;
    toMs: number;
    limits: readonly DiskLimit[];
    thresholds: DiskThresholds;
  },
): DiskMinute[] {
  const { fromMs, toMs, limits, thresholds } = options;
  const joined = new Map<number, DiskSample>();
  for (const samples of bySource) {
    for (const sample of samples) {
      for (const startMs of minutesOf(sample)) {
        if (startMs < fromMs - MINUTE_MS || startMs >= toMs) continue;
        joined.set(startMs, { ...sample, ...known(joined.get(startMs)) });
      }
    }
  }
  return [...joined].map(([startMs, sample]) => ({
    startMs,
    ...diskState(sample, { limits, thresholds }),
    queueDepth: amount(sample.queueDepth),
    ioPressureShare: share(sample.ioPressureShare),
    usedShare: share(sample.usedShare),
  }));
}

/** The minutes that a sample is about: those that end with it. */
function* minutesOf({ atMs, durationMs }: DiskSample): Iterable<number> {
  const endMs = Math.round(atMs / MINUTE_MS) * MINUTE_MS;
  const minutes = Math.round(durationMs / MINUTE_MS);
  // Also not NaN.
  if (!(minutes <= LONGEST_MINUTES) || !Number.isFinite(endMs)) return;
  for (let back = 1; back <= Math.max(1, minutes); back++) {
    yield endMs - back * MINUTE_MS;
  }
}

/** Without what is unknown, so that it hides nothing. */
function known(sample: DiskSample | undefined): Partial<DiskSample> {
  return Object.fromEntries(
    Object.entries(sample ?? {}).filter(([, value]) => value !== undefined),
  );
}

function amount(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) && value >= 0
    ? value
    : undefined;
}

function share(value: number | undefined): number | undefined {
  const found = amount(value);
  return found !== undefined && found <= 1 ? found : undefined;
}
