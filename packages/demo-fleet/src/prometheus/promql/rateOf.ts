import { Sample } from './Series';

/** A gap at an end of the range that is longer than this many times the usual one means that the series began or ended there. */
const MAX_GAPS = 1.1;

/**
 * How much a counter grew in a range of time, with what it will have grown between the range's ends and its nearest samples. As Prometheus
 * reckons it (`extrapolatedRate` in `promql/functions.go`); a counter that becomes smaller has begun anew at zero.
 *
 * @returns undefined with less than two samples
 */
export function increaseOf(
  samples: readonly Sample[],
  fromMs: number,
  toMs: number,
): number | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last || samples.length < 2) return undefined;
  let increase = last.value - first.value;
  samples.forEach(({ value }, index) => {
    const before = index > 0 ? samples[index - 1].value : 0;
    if (value < before) increase += before;
  });
  const sampledMs = last.atMs - first.atMs;
  const gapMs = sampledMs / (samples.length - 1);
  const missing = (edgeMs: number) =>
    edgeMs < MAX_GAPS * gapMs ? edgeMs : gapMs / 2;
  let beforeMs = missing(first.atMs - fromMs);
  // A counter is not below zero, so it cannot have grown for longer than from there.
  if (increase > 0 && first.value >= 0) {
    beforeMs = Math.min(beforeMs, (first.value / increase) * sampledMs);
  }
  const afterMs = missing(toMs - last.atMs);
  return (increase * (sampledMs + beforeMs + afterMs)) / sampledMs;
}
