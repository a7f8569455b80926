import fc from 'fast-check';
import { NodeDiskSummary } from '../types';

/** A node that pulled for 40 minutes while its disk kept up. */
export const keptUp: NodeDiskSummary = {
  pullingSeconds: 2400,
  observedSeconds: 2400,
  busySeconds: 0,
  throttledSeconds: 0,
  throttledBySeconds: { iops: 0, bandwidth: 0, queueDepth: 0, ioPressure: 0 },
  sampledSeconds: 600_000,
  diskPressure: false,
};

export function throttledBy(
  by: Partial<NodeDiskSummary['throttledBySeconds']>,
  more?: Partial<NodeDiskSummary>,
): NodeDiskSummary {
  const throttledBySeconds = { ...keptUp.throttledBySeconds, ...by };
  const throttledSeconds = Object.values(throttledBySeconds).reduce(
    (sum, seconds) => sum + seconds,
    0,
  );
  return { ...keptUp, throttledBySeconds, throttledSeconds, ...more };
}

const seconds = fc.nat(1000);
const share = fc.option(fc.double({ min: 0, max: 1.2, noNaN: true }), {
  nil: undefined,
});

/** Summaries whose times fit together. */
export const summaries: fc.Arbitrary<NodeDiskSummary> = fc
  .record({
    by: fc.record({
      iops: seconds,
      bandwidth: seconds,
      queueDepth: seconds,
      ioPressure: seconds,
    }),
    isThrottled: fc.boolean(),
    busySeconds: seconds,
    restSeconds: seconds,
    unobservedSeconds: fc.nat(5000),
    idleSeconds: seconds,
    queueDepth: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), {
      nil: undefined,
    }),
    usedShare: share,
    ioPressureShare: share,
    diskPressure: fc.boolean(),
  })
  .map(({ by, isThrottled, ...given }) => {
    const summary = throttledBy(isThrottled ? by : {});
    const observedSeconds =
      summary.throttledSeconds + given.busySeconds + given.restSeconds;
    return {
      ...summary,
      busySeconds: given.busySeconds,
      observedSeconds,
      pullingSeconds: observedSeconds + given.unobservedSeconds,
      sampledSeconds: observedSeconds + given.idleSeconds,
      queueDepth: given.queueDepth,
      usedShare: given.usedShare,
      ioPressureShare: given.ioPressureShare,
      diskPressure: given.diskPressure,
    };
  });
