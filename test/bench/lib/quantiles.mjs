/** The smallest of the values of which the share `q` is not larger (nearest rank). @param {number[]} values */
export function quantileOf(values, q) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
}

/** Milliseconds of each of `runs` calls, after some that do not count. */
export async function timed(work, { runs, warmUp = Math.ceil(runs / 10) }) {
  const durationsMs = [];
  for (let run = -warmUp; run < runs; run++) {
    const startedAtMs = performance.now();
    await work(Math.max(0, run));
    if (run >= 0) {
      durationsMs.push(performance.now() - startedAtMs);
    }
  }
  return durationsMs;
}
