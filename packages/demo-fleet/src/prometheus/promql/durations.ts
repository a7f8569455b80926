const unitMs: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
  ['y', 31_536_000_000],
]);

/** `1m30s`, or seconds as a number: `90`, `0.5`. Milliseconds; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  if (/^\d+(?:\.\d+)?$|^\.\d+$/.test(text)) return Number(text) * 1_000;
  if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|[smhdwy])/g)) {
    sum += Number(count) * (unitMs.get(unit) ?? 0);
  }
  return sum;
}
